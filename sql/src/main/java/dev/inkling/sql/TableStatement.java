package dev.inkling.sql;

import dev.inkling.operator.Column;
import dev.inkling.operator.Type;
import dev.inkling.sql.Tokens.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * {@code CREATE TABLE name (column type, …, WATERMARK FOR column AS column - INTERVAL …) WITH
 * ('key' = 'value', …)}, as Flink writes it. Calcite's grammar of such statements has neither of
 * the last two; see docs/decisions.
 *
 * @param at where the name is in the script
 * @param columns those that are given, perhaps none
 * @param watermark where rows may be late
 * @param options what WITH says, in its order
 */
record TableStatement(
    SqlText text,
    String name,
    int at,
    List<Column> columns,
    Optional<Lateness> watermark,
    Map<String, Option> options) {

  private static final String USAGE =
      "CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)"
          + " WITH ('path' = 'logs/')";

  /**
   * How late rows may be.
   *
   * @param at where that stands
   */
  record Lateness(String column, Duration disorder, int at) {}

  /**
   * A value in WITH.
   *
   * @param at where its name stands
   * @param valueAt where it stands
   */
  record Option(String value, int at, int valueAt) {}

  static TableStatement parse(SqlText text, List<Token> statement) {
    return new Parser(text, statement).table();
  }

  /** What the table is when it is read. */
  TableDefinition toRead() {
    return TableOptions.toRead(this);
  }

  /** Reads the tokens of one statement in turn. */
  private static final class Parser {
    private final SqlText text;
    private final List<Token> tokens;
    private final List<Column> columns = new ArrayList<>();
    private Optional<Lateness> watermark = Optional.empty();
    private int next;

    Parser(SqlText text, List<Token> tokens) {
      this.text = text;
      this.tokens = tokens;
    }

    TableStatement table() {
      next = 1;
      if (!takeWord("TABLE")) {
        throw text.error(
            tokens.get(0).from(), "only tables can be created: " + USAGE + "; then SELECT");
      }
      if (isWord("IF")) {
        throw unexpected("IF NOT EXISTS is not supported: tables live as long as the query");
      }
      Token name = name("a table's name");
      if (isSign('.')) {
        throw unexpected("a table's name has no parts; put it in double quotes if it has a point");
      }
      if (takeSign('(')) {
        do {
          element();
        } while (takeSign(','));
        need(')');
      }
      Map<String, Option> options = options();
      watermark.ifPresent(this::checkTime);
      if (next < tokens.size()) {
        throw unexpected("nothing comes behind WITH (…); a semicolon is missing");
      }
      return new TableStatement(
          text, name.value(), name.from(), List.copyOf(columns), watermark, options);
    }

    private void checkTime(Lateness late) {
      for (Column column : columns) {
        if (column.name().equals(late.column()) && column.type() != Type.TIMESTAMP) {
          throw text.error(
              late.at(),
              "WATERMARK needs a TIMESTAMP, but column "
                  + column.name()
                  + " is "
                  + column.type()
                  + "; give it that type, and 'timestamp-format' = 'epoch_ms' if it is one");
        }
      }
    }

    private void element() {
      if (isWord("WATERMARK")) {
        watermark();
        return;
      }
      if (isWord("PRIMARY") || isWord("CONSTRAINT") || isWord("UNIQUE")) {
        throw unexpected("keys and constraints are not supported; leave them out");
      }
      Token name = name("a column's name, or WATERMARK FOR");
      if (isWord("AS") || isWord("METADATA")) {
        throw unexpected("computed columns are not supported; compute in the SELECT");
      }
      Type type = type(name("the type of column " + name.value()));
      if (isWord("NOT") || isWord("NULL") || isWord("COMMENT") || isWord("PRIMARY")) {
        throw unexpected("a column is a name and a type; leave the rest out");
      }
      if (columns.stream().anyMatch(c -> c.name().equals(name.value()))) {
        throw text.error(name.from(), "column " + name.value() + " is given twice");
      }
      columns.add(new Column(name.value(), type));
    }

    private Type type(Token token) {
      String name = token.value().toUpperCase(Locale.ROOT);
      if (name.equals("DOUBLE")) {
        takeWord("PRECISION");
      }
      int digits = -1;
      if (takeSign('(')) {
        Token number = next < tokens.size() ? tokens.get(next++) : null;
        if (number == null || !number.value().matches("\\d{1,9}") || !takeSign(')')) {
          throw text.error(token.from(), "a type has one number in parentheses at most");
        }
        digits = Integer.parseInt(number.value());
      }
      Type type =
          switch (name) {
            case "TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT" -> Type.BIGINT;
            case "FLOAT", "REAL", "DOUBLE" -> Type.DOUBLE;
            case "VARCHAR", "CHAR", "STRING" -> Type.VARCHAR;
            case "BOOLEAN" -> Type.BOOLEAN;
            case "TIMESTAMP" -> Type.TIMESTAMP;
            default ->
                throw text.error(
                    token.from(),
                    "the type "
                        + name
                        + " is not supported; use BIGINT, DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP");
          };
      boolean isMillis = type == Type.TIMESTAMP && digits == 3;
      if (digits >= 0 && !isMillis) {
        throw text.error(
            token.from(),
            type == Type.TIMESTAMP
                ? "times are in milliseconds: write TIMESTAMP, or TIMESTAMP(3)"
                : "a length is not supported: write " + type);
      }
      return type;
    }

    private void watermark() {
      Token word = tokens.get(next++);
      if (watermark.isPresent()) {
        throw text.error(word.from(), "a table has one WATERMARK");
      }
      if (!takeWord("FOR")) {
        throw unexpected("WATERMARK is followed by FOR and a column");
      }
      Token column = name("the column with the time of events");
      if (!takeWord("AS")) {
        throw unexpected("WATERMARK FOR " + column.value() + " is followed by AS");
      }
      int from = next;
      for (int depth = 0;
          next < tokens.size() && (depth > 0 || !(isSign(',') || isSign(')')));
          next++) {
        depth += isSign('(') ? 1 : isSign(')') ? -1 : 0;
      }
      if (from == next) {
        throw unexpected("write WATERMARK FOR ts AS ts - INTERVAL '5' SECOND");
      }
      SqlText part = text.part(tokens.get(from).from(), tokens.get(next - 1).to());
      Duration disorder = Duration.ofMillis(disorderMs(part, column.value()));
      watermark = Optional.of(new Lateness(column.value(), disorder, word.from()));
    }

    /** Of {@code ts - INTERVAL …}, or of {@code ts} alone. */
    private static long disorderMs(SqlText part, String column) {
      SqlNode node;
      try {
        node = SqlParser.create(part.sql(), Statement.PARSER).parseExpression();
      } catch (SqlParseException e) {
        throw ParseErrors.translate(part, e);
      }
      if (isColumn(node, column)) {
        return 0;
      }
      if (node.getKind() != SqlKind.MINUS || !isColumn(((SqlCall) node).operand(0), column)) {
        throw part.error(
            node,
            "a watermark is its column less an interval, got "
                + part.quote(node)
                + "; write "
                + column
                + " - INTERVAL '5' SECOND");
      }
      SqlNode interval = ((SqlCall) node).operand(1);
      Times.Span span = Times.span(part, interval);
      if (span.months() != 0 || span.ms() < 0) {
        throw part.error(
            interval,
            "how late rows may be is a time of at most days, and not negative, got "
                + part.quote(interval));
      }
      return span.ms();
    }

    private static boolean isColumn(SqlNode node, String column) {
      return node instanceof SqlIdentifier id && id.isSimple() && id.getSimple().equals(column);
    }

    private Map<String, Option> options() {
      if (!takeWord("WITH")) {
        throw unexpected("WITH ('path' = '…') is missing: it says where the rows are");
      }
      need('(');
      Map<String, Option> options = new LinkedHashMap<>();
      do {
        Token key = text("an option's name in single quotes");
        need('=');
        Token value = text("the value of '" + key.value() + "' in single quotes");
        if (options.put(key.value(), new Option(value.value(), key.from(), value.from())) != null) {
          throw text.error(key.from(), "option '" + key.value() + "' is given twice");
        }
      } while (takeSign(','));
      need(')');
      return options;
    }

    private Token name(String what) {
      if (next == tokens.size() || !tokens.get(next).isName()) {
        throw unexpected(what + " is needed here");
      }
      return tokens.get(next++);
    }

    private Token text(String what) {
      if (next == tokens.size() || tokens.get(next).kind() != Tokens.Kind.TEXT) {
        throw unexpected(what + " is needed here");
      }
      return tokens.get(next++);
    }

    private boolean isWord(String word) {
      return next < tokens.size() && tokens.get(next).isWord(word);
    }

    private boolean isSign(char sign) {
      return next < tokens.size() && tokens.get(next).isSign(sign);
    }

    private boolean takeWord(String word) {
      boolean is = isWord(word);
      next += is ? 1 : 0;
      return is;
    }

    private boolean takeSign(char sign) {
      boolean is = isSign(sign);
      next += is ? 1 : 0;
      return is;
    }

    private void need(char sign) {
      if (!takeSign(sign)) {
        throw unexpected(sign + " is missing here");
      }
    }

    /** An error at the next token, or behind the last. */
    private SqlException unexpected(String message) {
      int at = next < tokens.size() ? tokens.get(next).from() : tokens.get(tokens.size() - 1).to();
      return text.error(at, message);
    }
  }
}
