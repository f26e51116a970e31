package dev.inkling.cli;

import dev.inkling.operator.Column;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.TypeConversionException;

/** Columns as text: {@code ts TIMESTAMP, "user id" BIGINT, page VARCHAR}. */
final class SchemaText {

  private SchemaText() {}

  /** Reads columns; names may be in double quotes, types have their SQL names. */
  static List<Column> parse(String text) {
    List<Column> columns = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String part : split(text)) {
      Column column = column(part.strip());
      if (!names.add(column.name())) {
        throw new TypeConversionException("column " + column.name() + " is given twice");
      }
      columns.add(column);
    }
    return columns;
  }

  /** Splits at commas outside of quotes and parentheses. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      } else if (!quoted && depth == 0 && c == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Column column(String part) {
    String name;
    String rest;
    if (part.startsWith("\"")) {
      int end = 1;
      while (end < part.length()
          && (part.charAt(end) != '"'
              || (end + 1 < part.length() && part.charAt(end + 1) == '"'))) {
        end += part.charAt(end) == '"' ? 2 : 1;
      }
      if (end >= part.length()) {
        throw wrong(part);
      }
      name = part.substring(1, end).replace("\"\"", "\"");
      rest = part.substring(end + 1).strip();
    } else {
      int space = 0;
      while (space < part.length() && !Character.isWhitespace(part.charAt(space))) {
        space++;
      }
      name = part.substring(0, space);
      rest = part.substring(space).strip();
    }
    if (name.isEmpty() || rest.isEmpty()) {
      throw wrong(part);
    }
    return new Column(name, type(name, rest));
  }

  private static Type type(String column, String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int parenthesis = upper.indexOf('(');
    String name = (parenthesis < 0 ? upper : upper.substring(0, parenthesis)).strip();
    return switch (name) {
      case "BIGINT", "INT", "INTEGER", "SMALLINT", "TINYINT", "LONG" -> Type.BIGINT;
      case "DOUBLE", "DOUBLE PRECISION", "FLOAT", "REAL", "DECIMAL", "NUMERIC" -> Type.DOUBLE;
      case "VARCHAR", "CHAR", "STRING", "TEXT" -> Type.VARCHAR;
      case "BOOLEAN", "BOOL" -> Type.BOOLEAN;
      case "TIMESTAMP", "DATETIME" -> Type.TIMESTAMP;
      default ->
          throw new TypeConversionException(
              "column "
                  + column
                  + ": expected BIGINT, DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP, got '"
                  + text
                  + "'");
    };
  }

  private static TypeConversionException wrong(String part) {
    return new TypeConversionException(
        "expected a name and a type, such as user_id BIGINT, got '" + part + "'");
  }
}
