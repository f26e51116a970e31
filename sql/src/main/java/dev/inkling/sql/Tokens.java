package dev.inkling.sql;

import java.util.ArrayList;
import java.util.List;

/** The words, names, texts and signs of a script, without its comments. */
final class Tokens {

  /** What a token is. */
  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** A name in double quotes. */
    NAME,
    /** A text in single quotes. */
    TEXT,
    /** A number. */
    NUMBER,
    /** One character. */
    SIGN
  }

  /**
   * A token.
   *
   * @param value without quotes
   * @param from where it starts in the script
   * @param to where it ends
   */
  record Token(Kind kind, String value, int from, int to) {

    boolean isWord(String word) {
      return kind == Kind.WORD && value.equalsIgnoreCase(word);
    }

    boolean isSign(char sign) {
      return kind == Kind.SIGN && value.charAt(0) == sign;
    }

    /** Whether this names something. */
    boolean isName() {
      return kind == Kind.WORD || kind == Kind.NAME;
    }
  }

  private Tokens() {}

  /** All tokens of a script; a quote that is not closed goes on to the end. */
  static List<Token> of(String sql) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      int end;
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      } else if (sql.startsWith("--", i) || sql.startsWith("//", i)) {
        end = lineEnd(sql, i);
        i = end;
        continue;
      } else if (sql.startsWith("/*", i)) {
        end = sql.indexOf("*/", i + 2);
        i = end < 0 ? sql.length() : end + 2;
        continue;
      } else if (c == '\'' || c == '"') {
        end = quoteEnd(sql, i);
        boolean isClosed = end - i > 1 && sql.charAt(end - 1) == c;
        String quote = String.valueOf(c);
        String value = sql.substring(i + 1, isClosed ? end - 1 : end);
        Kind kind = c == '"' ? Kind.NAME : Kind.TEXT;
        tokens.add(new Token(kind, value.replace(quote + quote, quote), i, end));
      } else {
        Kind kind =
            isDigit(c) ? Kind.NUMBER : Character.isJavaIdentifierStart(c) ? Kind.WORD : Kind.SIGN;
        end = i + 1;
        while (kind != Kind.SIGN
            && end < sql.length()
            && (Character.isJavaIdentifierPart(sql.charAt(end))
                || (kind == Kind.NUMBER && sql.charAt(end) == '.'))) {
          end++;
        }
        tokens.add(new Token(kind, sql.substring(i, end), i, end));
      }
      i = end;
    }
    return tokens;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int lineEnd(String sql, int from) {
    int end = sql.indexOf('\n', from);
    return end < 0 ? sql.length() : end;
  }

  /** Behind the closing quote; a doubled one is part of the text. */
  private static int quoteEnd(String sql, int from) {
    char quote = sql.charAt(from);
    int i = from + 1;
    while (i < sql.length()) {
      if (sql.charAt(i) != quote) {
        i++;
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return sql.length();
  }
}
