package dev.inkling.engine.io;

import java.util.Arrays;

/**
 * Walks over JSON values (RFC 8259) in one line of bytes and checks their grammar. Not thread-safe.
 *
 * <p>Every method takes the index at which something starts and returns the index behind it, or
 * {@link #FAILED}; then {@link #failedAt} and {@link #problem} say where and why. A line ends with
 * a line feed, which no token can contain, so none of them runs past it. Words are read up to 7
 * bytes behind it. Texts are not checked to be UTF-8.
 */
final class JsonScanner {

  /** What is returned where the grammar is broken. */
  static final int FAILED = -1;

  /** How deep arrays and objects may be nested. */
  static final int MAX_DEPTH = 512;

  /** The first backslash of the string found last by {@link #text}; -1 if there is none. */
  int firstEscape;

  /** Whether the string found last by {@link #text} has bytes that are not ASCII. */
  boolean anyHigh;

  /** Where the grammar was broken. */
  int failedAt;

  /** What was expected there. */
  String expected;

  private static final long QUOTES = Words.all('"');
  private static final long BACKSLASHES = Words.all('\\');
  private static final long SPACES = Words.all(' ');
  private static final long FOUR = 0xFFFF_FFFFL;
  private static final int TRUE = 'e' << 24 | 'u' << 16 | 'r' << 8 | 't';
  private static final int NULL = 'l' << 24 | 'l' << 16 | 'u' << 8 | 'n';
  private static final int ALSE = 'e' << 24 | 's' << 16 | 'l' << 8 | 'a';

  private JsonScanner() {}

  /** A scanner. */
  static JsonScanner create() {
    return new JsonScanner();
  }

  /** Takes note of a broken grammar. */
  int fail(int at, String what) {
    failedAt = at;
    expected = what;
    return FAILED;
  }

  /** What was expected and found, for a line that starts at {@code line}. */
  String problem(byte[] b, int line) {
    int end = failedAt;
    while (b[end] != '\n') {
      end++;
    }
    String found =
        end == failedAt
            ? "the end of the line"
            : "\"" + FieldReader.shown(b, failedAt, Math.min(end, failedAt + 20)) + "\"";
    return "JSON at byte " + (failedAt - line) + ": expected " + expected + ", got " + found;
  }

  /** Walks over spaces, tabs and carriage returns. */
  static int space(byte[] b, int i) {
    int at = i;
    while (b[at] == ' ' || b[at] == '\t' || b[at] == '\r') {
      at++;
    }
    return at;
  }

  /**
   * Walks over a value.
   *
   * @param depth how many arrays and objects it is in
   */
  int value(byte[] b, int i, int depth) {
    return switch (b[i]) {
      case '"' -> string(b, i + 1);
      case '{' -> object(b, i + 1, depth + 1);
      case '[' -> array(b, i + 1, depth + 1);
      case 't', 'f', 'n' -> literal(b, i);
      default -> number(b, i);
    };
  }

  /** Walks over {@code true}, {@code false} or {@code null}. */
  int literal(byte[] b, int i) {
    int word = (int) (Words.at(b, i) & FOUR);
    if (word == TRUE || word == NULL) {
      return i + 4;
    }
    if (b[i] == 'f' && (int) (Words.at(b, i + 1) & FOUR) == ALSE) {
      return i + 5;
    }
    return fail(i, "a value");
  }

  /** Walks over a number. */
  int number(byte[] b, int i) {
    int at = b[i] == '-' ? i + 1 : i;
    if (b[at] == '0') {
      at++;
    } else if (isDigit(b[at])) {
      at = digits(b, at + 1);
    } else {
      return fail(i, "a value");
    }
    if (b[at] == '.') {
      if (!isDigit(b[++at])) {
        return fail(at, "a digit");
      }
      at = digits(b, at + 1);
    }
    if ((b[at] | 0x20) == 'e') {
      at++;
      if (b[at] == '+' || b[at] == '-') {
        at++;
      }
      if (!isDigit(b[at])) {
        return fail(at, "a digit");
      }
      at = digits(b, at + 1);
    }
    return at;
  }

  private static int digits(byte[] b, int i) {
    int at = i;
    while (isDigit(b[at])) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Walks over a string from behind its opening quote. */
  int string(byte[] b, int i) {
    int at = i;
    while (true) {
      long stops = stops(Words.at(b, at));
      if (stops == 0) {
        at += 8;
        continue;
      }
      at += Words.first(stops);
      if (b[at] == '"') {
        return at + 1;
      }
      if (b[at] != '\\') {
        return fail(at, "a closing quote");
      }
      at = escape(b, at + 1);
      if (at < 0) {
        return FAILED;
      }
    }
  }

  /**
   * Walks over a string that is wanted; leaves whether there is anything to be done about it in
   * {@link #firstEscape} and {@link #anyHigh}.
   */
  int text(byte[] b, int i) {
    int at = i;
    int escape = -1;
    long high = 0;
    while (true) {
      long word = Words.at(b, at);
      long stops = stops(word);
      if (stops == 0) {
        high |= word;
        at += 8;
        continue;
      }
      // the bytes below the lowest mark
      high |= word & (stops ^ (stops - 1));
      at += Words.first(stops);
      if (b[at] == '"') {
        firstEscape = escape;
        anyHigh = (high & Words.HIGH) != 0;
        return at + 1;
      }
      if (b[at] != '\\') {
        return fail(at, "a closing quote");
      }
      escape = escape < 0 ? at : escape;
      at = escape(b, at + 1);
      if (at < 0) {
        return FAILED;
      }
    }
  }

  /** Marks quotes, backslashes and control characters; exact up to the lowest mark. */
  private static long stops(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    return (((quotes - Words.ONES) & ~quotes)
            | ((backslashes - Words.ONES) & ~backslashes)
            | ((word - SPACES) & ~word))
        & Words.HIGH;
  }

  /** Walks over an escape from behind its backslash. */
  private int escape(byte[] b, int i) {
    return switch (b[i]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 1;
      case 'u' -> {
        for (int at = i + 1; at <= i + 4; at++) {
          if (hex(b[at]) < 0) {
            yield fail(at, "a hexadecimal digit");
          }
        }
        yield i + 5;
      }
      default -> fail(i, "an escape");
    };
  }

  private static int hex(byte c) {
    return c < 0 ? -1 : Character.digit(c, 16);
  }

  /** Walks over an object from behind its opening brace; {@code depth} counts it. */
  int object(byte[] b, int i, int depth) {
    if (depth > MAX_DEPTH) {
      return fail(i - 1, "at most " + MAX_DEPTH + " levels");
    }
    int at = space(b, i);
    if (b[at] == '}') {
      return at + 1;
    }
    while (true) {
      if (b[at] != '"') {
        return fail(at, "a key in quotes");
      }
      at = string(b, at + 1);
      if (at < 0) {
        return FAILED;
      }
      at = colon(b, at);
      if (at < 0) {
        return FAILED;
      }
      at = value(b, at, depth);
      if (at < 0) {
        return FAILED;
      }
      at = b[at] <= ' ' ? space(b, at) : at;
      if (b[at] == '}') {
        return at + 1;
      }
      if (b[at] != ',') {
        return fail(at, "a comma or }");
      }
      at = b[at + 1] <= ' ' ? space(b, at + 1) : at + 1;
    }
  }

  /** Walks over a colon and the space around it. */
  int colon(byte[] b, int i) {
    int at = b[i] <= ' ' ? space(b, i) : i;
    if (b[at] != ':') {
      return fail(at, "a colon");
    }
    at++;
    return b[at] <= ' ' ? space(b, at) : at;
  }

  private int array(byte[] b, int i, int depth) {
    if (depth > MAX_DEPTH) {
      return fail(i - 1, "at most " + MAX_DEPTH + " levels");
    }
    int at = space(b, i);
    if (b[at] == ']') {
      return at + 1;
    }
    while (true) {
      at = value(b, at, depth);
      if (at < 0) {
        return FAILED;
      }
      at = b[at] <= ' ' ? space(b, at) : at;
      if (b[at] == ']') {
        return at + 1;
      }
      if (b[at] != ',') {
        return fail(at, "a comma or ]");
      }
      at = b[at + 1] <= ' ' ? space(b, at + 1) : at + 1;
    }
  }

  /**
   * Takes the escapes out of a string that {@link #text} has walked over, in place: what follows
   * the first escape moves forward, since none is shorter than what it stands for.
   *
   * @param i the first escape
   * @param end the closing quote
   * @return the end of the text; {@link #FAILED} if half of a surrogate pair is alone
   */
  static int unescape(byte[] b, int i, int end) {
    int write = i;
    int at = i;
    while (at < end) {
      byte c = b[at++];
      if (c != '\\') {
        b[write++] = c;
        continue;
      }
      c = b[at++];
      switch (c) {
        case 'b' -> b[write++] = '\b';
        case 'f' -> b[write++] = '\f';
        case 'n' -> b[write++] = '\n';
        case 'r' -> b[write++] = '\r';
        case 't' -> b[write++] = '\t';
        case 'u' -> {
          int point = unit(b, at);
          at += 4;
          if (Character.isSurrogate((char) point)) {
            // the text's own bytes behind it are those of a valid string, or its closing quote
            if (point >= 0xDC00 || end - at < 6 || b[at] != '\\' || b[at + 1] != 'u') {
              return FAILED;
            }
            int low = unit(b, at + 2);
            if (low < 0xDC00 || low > 0xDFFF) {
              return FAILED;
            }
            at += 6;
            point = Character.toCodePoint((char) point, (char) low);
          }
          write = encode(b, write, point);
        }
        default -> b[write++] = c;
      }
    }
    return write;
  }

  private static int unit(byte[] b, int i) {
    return hex(b[i]) << 12 | hex(b[i + 1]) << 8 | hex(b[i + 2]) << 4 | hex(b[i + 3]);
  }

  private static int encode(byte[] b, int i, int point) {
    int at = i;
    if (point < 0x80) {
      b[at++] = (byte) point;
    } else if (point < 0x800) {
      b[at++] = (byte) (0xC0 | point >> 6);
      b[at++] = (byte) (0x80 | (point & 0x3F));
    } else if (point < 0x1_0000) {
      b[at++] = (byte) (0xE0 | point >> 12);
      b[at++] = (byte) (0x80 | (point >> 6 & 0x3F));
      b[at++] = (byte) (0x80 | (point & 0x3F));
    } else {
      b[at++] = (byte) (0xF0 | point >> 18);
      b[at++] = (byte) (0x80 | (point >> 12 & 0x3F));
      b[at++] = (byte) (0x80 | (point >> 6 & 0x3F));
      b[at++] = (byte) (0x80 | (point & 0x3F));
    }
    return at;
  }

  /**
   * The text of a string without its quotes, escapes taken out; null if half a surrogate pair is
   * alone.
   */
  static byte[] unescaped(byte[] b, int from, int to) {
    byte[] copy = Arrays.copyOfRange(b, from, to);
    int end = unescape(copy, 0, copy.length);
    return end < 0 ? null : Arrays.copyOf(copy, end);
  }
}
