package dev.inkling.sql;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Turns what the parser says into one clear line. */
final class ParseErrors {

  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \"(.*?)\" at line (\\d+), column (\\d+)", Pattern.DOTALL);
  private static final Pattern LEXICAL =
      Pattern.compile(
          "Lexical error at line (\\d+), column (\\d+)\\.\\s+Encountered: (.*)", Pattern.DOTALL);
  private static final Pattern NEAR =
      Pattern.compile("Incorrect syntax near the keyword '(.*?)' at line (\\d+), column (\\d+)");
  private static final Set<String> CLAUSES =
      Set.of(
          "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "BY", "LIMIT", "AS", "AND", "OR");
  private static final Pattern FOR_ALL_ROWS =
      Pattern.compile("\\bFOR\\s+ALL\\s+ROWS\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern KEYWORD = Pattern.compile("[A-Za-z_]+");

  private ParseErrors() {}

  static SqlException translate(SqlText text, SqlParseException e) {
    String message = String.valueOf(e.getMessage());
    Matcher lexical = LEXICAL.matcher(message);
    if (lexical.find()) {
      return lexical(
          text,
          Integer.parseInt(lexical.group(1)),
          Integer.parseInt(lexical.group(2)),
          lexical.group(3));
    }
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (encountered.find()) {
      return unexpected(
          text,
          Integer.parseInt(encountered.group(2)),
          Integer.parseInt(encountered.group(3)),
          encountered.group(1));
    }
    Matcher near = NEAR.matcher(message);
    if (near.find()) {
      return unexpected(
          text, Integer.parseInt(near.group(2)), Integer.parseInt(near.group(3)), near.group(1));
    }
    SqlParserPos at = e.getPos() == null ? SqlParserPos.ZERO : e.getPos();
    if (message.startsWith("Non-query expression")) {
      return text.error(1, 1, "a query starts with SELECT");
    }
    return text.error(at, message.lines().findFirst().orElse("this is not SQL"));
  }

  private static SqlException lexical(SqlText text, int line, int column, String rest) {
    if (rest.startsWith("<EOF>") || rest.contains("after : \"\\'")) {
      return notClosed(text, line, column);
    }
    String character = rest.startsWith("\"") ? rest.substring(1, rest.indexOf('"', 1)) : rest;
    String advice =
        character.equals("`") ? "write names in double quotes: \"name\"" : "remove or quote it";
    return text.error(line, column, "unexpected character " + character + "; " + advice);
  }

  private static SqlException notClosed(SqlText text, int line, int column) {
    return text.error(line, column, "a quote is not closed; texts end with ' and names with \"");
  }

  private static SqlException unexpected(SqlText text, int line, int column, String tokens) {
    if (tokens.contains("<EOF>")) {
      return text.error(
          line, column, "the query ends too early; something must follow the last word");
    }
    String token = tokens.strip().split("\\s+", 2)[0].replace("\\'", "'").replace("\\\"", "\"");
    if (token.equals("'") || token.equals("\"")) {
      return notClosed(text, line, column);
    }
    if (token.equalsIgnoreCase("ALL") && FOR_ALL_ROWS.matcher(text.sql()).find()) {
      return text.error(line, column, "FOR ALL ROWS comes at the end of the query, after LIMIT");
    }
    if (token.startsWith("'")) {
      return text.error(
          line,
          column,
          "unexpected text " + token + "; names are in double quotes, as FROM \"x.csv\"");
    }
    if (CLAUSES.contains(token.toUpperCase(Locale.ROOT))) {
      return text.error(
          line, column, "unexpected " + token + "; something is missing or superfluous before it");
    }
    if (KEYWORD.matcher(token).matches() && isReserved(token)) {
      return text.error(
          line,
          column,
          "unexpected " + token + ", a word of SQL; to use it as a name write \"" + token + "\"");
    }
    return text.error(line, column, "unexpected " + token + "; see docs/SQL.md for the grammar");
  }

  private static boolean isReserved(String token) {
    return Words.METADATA.isReservedWord(token.toUpperCase(Locale.ROOT));
  }

  /** The words of SQL, which take long to collect: only when a query is wrong, and once. */
  private static final class Words {
    private static final SqlAbstractParserImpl.Metadata METADATA =
        SqlParser.create("").getMetadata();
  }
}
