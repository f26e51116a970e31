package dev.inkling.sql;

import dev.inkling.operator.Type;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;

/** What expressions cannot be, and what to write instead. */
final class Refusals {

  private Refusals() {}

  /** The error for a call that means nothing here; the name is in upper case. */
  static SqlException call(SqlText text, SqlCall call, String name) {
    return switch (call.getKind()) {
      case OVER ->
          text.refuse(
              call,
              "OVER",
              "use GROUP BY, with TUMBLE, HOP, CUMULATE or SESSION for windows of time");
      case WITHIN_GROUP -> text.refuse(call, "WITHIN GROUP", "use approx_percentile(x, p)");
      case IGNORE_NULLS, RESPECT_NULLS -> text.refuse(call, name, "nulls are always ignored");
      case SELECT,
          ORDER_BY,
          UNION,
          INTERSECT,
          EXCEPT,
          WITH,
          VALUES,
          EXISTS,
          UNIQUE,
          SCALAR_QUERY,
          SOME,
          ALL,
          CURSOR,
          ARRAY_QUERY_CONSTRUCTOR,
          MAP_QUERY_CONSTRUCTOR,
          MULTISET_QUERY_CONSTRUCTOR ->
          text.refuse(call, "a subquery", "run it first and write its answer as a literal");
      case ARRAY_VALUE_CONSTRUCTOR, MAP_VALUE_CONSTRUCTOR, MULTISET_VALUE_CONSTRUCTOR, ROW ->
          text.refuse(call, name, "write single values");
      case SIMILAR, RLIKE, POSIX_REGEX_CASE_SENSITIVE, POSIX_REGEX_CASE_INSENSITIVE ->
          text.refuse(call, name, "use LIKE");
      case FILTER ->
          text.error(call, "FILTER needs an aggregate in front of it, got " + text.quote(call));
      case GROUPING, GROUPING_ID -> text.refuse(call, name, "use one GROUP BY list");
      default -> named(text, call, name);
    };
  }

  private static SqlException named(SqlText text, SqlCall call, String name) {
    if (Aggregates.NAMES.contains(name)) {
      return text.error(
          call,
          "an aggregate cannot stand here: "
              + text.quote(call)
              + "; use it in SELECT, HAVING or ORDER BY, not inside another aggregate");
    }
    if (AnswerScope.BARS.contains(name)) {
      return text.error(
          call,
          "the bar of an aggregate cannot stand here: "
              + text.quote(call)
              + "; use it in SELECT, HAVING or ORDER BY");
    }
    if (name.startsWith("CURRENT_") || name.equals("LOCALTIME") || name.equals("LOCALTIMESTAMP")) {
      return text.refuse(call, "the clock", "write TIMESTAMP '…': a replay must answer the same");
    }
    List<String> near = Functions.near(name);
    return text.error(
        call,
        "there is no function "
            + name.toLowerCase(Locale.ROOT)
            + ": "
            + text.quote(call)
            + (near.isEmpty()
                ? "; docs/SQL.md lists all functions"
                : "; did you mean " + String.join(" or ", near) + "?"));
  }

  /** The error for a type that does not exist here. */
  static SqlException type(SqlText text, SqlNode type) {
    return text.refuse(type, "this type", "use BIGINT, DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP");
  }

  /** The type that a CAST names. */
  static Type castType(SqlText text, SqlDataTypeSpec spec, SqlBasicTypeNameSpec basic) {
    String name = basic.getTypeName().getSimple().toUpperCase(Locale.ROOT);
    Type type =
        switch (name) {
          case "TINYINT", "SMALLINT", "INTEGER", "BIGINT" -> Type.BIGINT;
          case "FLOAT", "REAL", "DOUBLE" -> Type.DOUBLE;
          case "VARCHAR", "CHAR" -> Type.VARCHAR;
          case "BOOLEAN" -> Type.BOOLEAN;
          case "TIMESTAMP" -> Type.TIMESTAMP;
          case "DATE" -> throw text.refuse(spec, "the type DATE", "use FLOOR(ts TO DAY)");
          case "DECIMAL" -> throw text.refuse(spec, "the type DECIMAL", "use DOUBLE or BIGINT");
          default -> throw type(text, spec);
        };
    if (type == Type.VARCHAR && basic.getPrecision() >= 0) {
      throw text.refuse(
          spec, "a length", "use VARCHAR, and SUBSTRING(x FROM 1 FOR n) to shorten texts");
    }
    return type;
  }
}
