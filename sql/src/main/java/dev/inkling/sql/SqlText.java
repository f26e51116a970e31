package dev.inkling.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The text of a query: what stands at a place, and errors that point to one. */
final class SqlText {

  private static final int LONGEST_QUOTE = 80;

  /** A quoted text or name, white space, or a name in front of a parenthesis. */
  private static final Pattern PIECE =
      Pattern.compile("'[^']*'|\"[^\"]*\"|\\s+|[A-Za-z_][A-Za-z0-9_]*(?=\\s*\\()");

  /** A quoted text or name, or a comment; one that is not closed goes on to the end. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "'[^']*('|$)|\"[^\"]*(\"|$)|--[^\\n]*|//[^\\n]*|/\\*.*?(\\*/|$)", Pattern.DOTALL);

  private final String sql;

  /** What errors show of it: all that was written. */
  private final String written;

  private final List<Integer> lineStarts = new ArrayList<>();

  private SqlText(String sql, String written) {
    this.sql = sql;
    this.written = written;
    lineStarts.add(0);
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      boolean pair = c == '\r' && i + 1 < sql.length() && sql.charAt(i + 1) == '\n';
      if ((c == '\n' || c == '\r') && !pair) {
        lineStarts.add(i + 1);
      }
    }
  }

  static SqlText create(String sql) {
    return new SqlText(sql, sql);
  }

  /** This text with nothing but {@code [from, to)} in it, where it is; errors show all of it. */
  SqlText part(int from, int to) {
    StringBuilder part = new StringBuilder(sql);
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if ((i < from || i >= to) && c != '\n' && c != '\r') {
        part.setCharAt(i, ' ');
      }
    }
    return new SqlText(part.toString(), written);
  }

  /** The whole text. */
  String sql() {
    return sql;
  }

  /** An error at a node; the message may quote it by {@link #quote}. */
  SqlException error(SqlNode at, String message) {
    return error(at.getParserPosition(), message);
  }

  /** An error at a position. */
  SqlException error(SqlParserPos at, String message) {
    return error(at.getLineNum(), at.getColumnNum(), message);
  }

  /** An error at an index. */
  SqlException error(int index, String message) {
    int line = 0;
    while (line + 1 < lineStarts.size() && lineStarts.get(line + 1) <= index) {
      line++;
    }
    return error(line + 1, index - lineStarts.get(line) + 1, message);
  }

  /** An error at a line and column, both from 1, or 0 if unknown. */
  SqlException error(int line, int column, String message) {
    if (line < 1 || line > lineStarts.size() || column < 1) {
      return new SqlException(message, 0, 0, "");
    }
    int start = lineStarts.get(line - 1);
    int end = line < lineStarts.size() ? lineStarts.get(line) : sql.length();
    String text = written.substring(start, end).stripTrailing();
    String before = text.substring(0, Math.min(column - 1, text.length()));
    StringBuilder caret = new StringBuilder();
    before.codePoints().forEach(c -> caret.append(c == '\t' ? '\t' : ' '));
    return new SqlException(message, line, column, text + "\n" + caret + "^");
  }

  /** An error about something that is not supported, with what to use instead. */
  SqlException refuse(SqlNode at, String what, String instead) {
    return error(at, what + " is not supported: " + quote(at) + "; " + instead);
  }

  /** The text of a node in back quotes, shortened if it is long. */
  String quote(SqlNode node) {
    String text = show(node);
    return text.length() <= LONGEST_QUOTE
        ? "`" + text + "`"
        : "`" + text.substring(0, LONGEST_QUOTE - 1) + "…`";
  }

  /** The text of a node on one line, with the names of functions in lower case. */
  String show(SqlNode node) {
    SqlParserPos position = node.getParserPosition();
    if (position.getLineNum() < 1) {
      return node.toString();
    }
    int from = offset(position.getLineNum(), position.getColumnNum());
    int to = offset(position.getEndLineNum(), position.getEndColumnNum()) + 1;
    String range = balanced(from, Math.min(to, sql.length())).strip();
    while (isEnclosed(range)) {
      range = range.substring(1, range.length() - 1).strip();
    }
    return tidy(range);
  }

  /** Whether what stands at an index is neither quoted nor part of a comment. */
  boolean isCode(int index) {
    Matcher pieces = QUOTED.matcher(sql);
    while (pieces.find() && pieces.start() <= index) {
      if (index < pieces.end()) {
        return false;
      }
    }
    return true;
  }

  private int offset(int line, int column) {
    int start = lineStarts.get(Math.min(line, lineStarts.size()) - 1);
    return Math.min(start + column - 1, sql.length());
  }

  /** The range, widened until it has as many opening as closing parentheses. */
  private String balanced(int from, int to) {
    int depth = 0;
    int lowest = 0;
    char quote = 0;
    for (int i = from; i < to; i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
        lowest = Math.min(lowest, depth);
      }
    }
    int start = from;
    for (int missing = -lowest; missing > 0 && start > 0; ) {
      start--;
      missing -= sql.charAt(start) == '(' ? 1 : 0;
    }
    int end = to;
    for (int open = depth - lowest; open > 0 && end < sql.length(); end++) {
      open -= sql.charAt(end) == ')' ? 1 : 0;
    }
    return sql.substring(start, end);
  }

  /** Whether a text is one pair of parentheses and what is in between. */
  private static boolean isEnclosed(String range) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < range.length(); i++) {
      char c = range.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
      }
      if (depth == 0) {
        return i > 0 && i == range.length() - 1;
      }
    }
    return false;
  }

  private static String tidy(String text) {
    Matcher matcher = PIECE.matcher(text);
    StringBuilder tidy = new StringBuilder();
    int done = 0;
    while (matcher.find()) {
      tidy.append(text, done, matcher.start());
      String piece = matcher.group();
      char first = piece.charAt(0);
      if (Character.isWhitespace(first)) {
        tidy.append(' ');
      } else {
        tidy.append(first == '\'' || first == '"' ? piece : piece.toLowerCase(Locale.ROOT));
      }
      done = matcher.end();
    }
    return tidy.append(text, done, text.length()).toString();
  }
}
