package dev.inkling.engine.io;

/**
 * Finds where records end, without parsing them. With quotes, a line feed between double quotes
 * does not end a record: a quote opens if the byte before it is a delimiter or a line feed, a
 * doubled quote inside is an escape, and every other quote outside is text. That is exactly what
 * {@link CsvParser} does. Immutable.
 *
 * <p>The scan is an automaton of three states, so that what a piece of a file does to the state can
 * be computed before the state at its start is known; see {@link QuoteChain}.
 */
final class RecordScan {

  /** Between fields or in a field without quotes. */
  static final int OUTSIDE = 0;

  /** Between quotes. */
  static final int INSIDE = 1;

  /** Behind a quote that was met between quotes: it closes unless a second one follows. */
  static final int AFTER_QUOTE = 2;

  private static final int STATES = 3;
  private static final long QUOTES = Words.all('"');
  private static final long LINE_FEEDS = Words.all('\n');
  private static final long RETURNS = Words.all('\r');

  private final int delimiter;

  private RecordScan(int delimiter) {
    this.delimiter = delimiter;
  }

  /** Every line feed ends a record. */
  static RecordScan ofLines() {
    return new RecordScan(-1);
  }

  /** Line feeds between quotes do not end a record. */
  static RecordScan ofQuoted(byte delimiter) {
    return new RecordScan(delimiter);
  }

  /** Whether quotes matter. */
  boolean isQuoted() {
    return delimiter >= 0;
  }

  /**
   * The state behind {@code b[from, to)}. {@code b[from - 1]} is the byte before, a line feed at
   * the start of a file.
   */
  int stateAfter(byte[] b, int from, int to, int state) {
    if (delimiter < 0 || from == to) {
      return state;
    }
    int i = from;
    int now = state;
    if (now == AFTER_QUOTE) {
      now = b[i] == '"' ? INSIDE : OUTSIDE;
      i += now == INSIDE ? 1 : 0;
    }
    while (true) {
      int quote = indexOf(b, i, to, QUOTES);
      if (quote == to) {
        return now;
      }
      i = quote + 1;
      if (now == OUTSIDE) {
        now = opens(b, quote) ? INSIDE : OUTSIDE;
      } else if (i == to) {
        return AFTER_QUOTE;
      } else if (b[i] == '"') {
        i++;
      } else {
        now = OUTSIDE;
      }
    }
  }

  /**
   * What {@code b[from, to)} does to each state, as a number for {@link #apply}: two scans, or one
   * if there is no quote.
   */
  int function(byte[] b, int from, int to) {
    if (from == to || delimiter < 0) {
      return IDENTITY;
    }
    int outside = stateAfter(b, from, to, OUTSIDE);
    int inside = stateAfter(b, from, to, INSIDE);
    int after = b[from] != '"' ? outside : stateAfter(b, from, to, AFTER_QUOTE);
    return outside + STATES * (inside + STATES * after);
  }

  /** The function that leaves every state as it is. */
  static final int IDENTITY = OUTSIDE + STATES * (INSIDE + STATES * AFTER_QUOTE);

  /** What a piece with this function makes of a state. */
  static int apply(int function, int state) {
    return (state == OUTSIDE ? function : state == INSIDE ? function / 3 : function / 9) % STATES;
  }

  /**
   * The end of the first record that ends in {@code b[from, to)}: the index behind its line feed,
   * or −1 if none does. The state is the one at {@code from}.
   */
  int firstEnd(byte[] b, int from, int to, int state) {
    int i = from;
    int now = state;
    if (now == AFTER_QUOTE && i < to) {
      now = b[i] == '"' ? INSIDE : OUTSIDE;
      i += now == INSIDE ? 1 : 0;
    }
    while (i < to) {
      byte at = b[i];
      if (now == OUTSIDE) {
        if (at == '\n') {
          return i + 1;
        }
        if (at == '"' && delimiter >= 0 && opens(b, i)) {
          now = INSIDE;
        } else if (delimiter < 0) {
          i = indexOf(b, i, to, LINE_FEEDS);
          continue;
        }
        i++;
      } else {
        i = indexOf(b, i, to, QUOTES) + 1;
        if (i < to && b[i] == '"') {
          i++;
        } else {
          now = OUTSIDE;
        }
      }
    }
    return -1;
  }

  /**
   * The end of the last record that ends in {@code b[from, to)}: the index behind its line feed, or
   * −1 if none does. The state is the one at {@code from}.
   */
  int lastEnd(byte[] b, int from, int to, int state) {
    int last = -1;
    int i = from;
    int now = state;
    if (delimiter >= 0) {
      if (now == AFTER_QUOTE && i < to) {
        now = b[i] == '"' ? INSIDE : OUTSIDE;
        i += now == INSIDE ? 1 : 0;
      }
      int outsideFrom = i;
      while (i < to) {
        int quote = indexOf(b, i, to, QUOTES);
        i = quote + 1;
        if (quote == to) {
          break;
        }
        if (now == OUTSIDE) {
          if (opens(b, quote)) {
            int end = lineFeedBefore(b, outsideFrom, quote);
            last = end >= 0 ? end : last;
            now = INSIDE;
          }
        } else if (i < to && b[i] == '"') {
          i++;
        } else {
          now = OUTSIDE;
          outsideFrom = i;
        }
      }
      if (now != OUTSIDE) {
        return last;
      }
      i = outsideFrom;
    }
    int end = lineFeedBefore(b, i, to);
    return end >= 0 ? end : last;
  }

  private boolean opens(byte[] b, int quote) {
    byte before = b[quote - 1];
    return before == delimiter || before == '\n';
  }

  /** The index behind the last line feed of {@code b[from, to)}, or −1. */
  private static int lineFeedBefore(byte[] b, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (b[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** The first of these bytes in {@code b[from, to)}, or {@code to}; may read 8 bytes past it. */
  private static int indexOf(byte[] b, int from, int to, long wanted) {
    int i = from;
    for (; i <= to - 32; i += 32) {
      long some =
          Words.zeros(Words.at(b, i) ^ wanted)
              | Words.zeros(Words.at(b, i + 8) ^ wanted)
              | Words.zeros(Words.at(b, i + 16) ^ wanted)
              | Words.zeros(Words.at(b, i + 24) ^ wanted);
      if (some != 0) {
        break;
      }
    }
    while (i < to) {
      long marks = Words.zeros(Words.at(b, i) ^ wanted);
      if (marks != 0) {
        return Math.min(to, i + Words.first(marks));
      }
      i += 8;
    }
    return to;
  }

  /** Whether every line feed in {@code b[from, to)} ends a record: there is no quote. */
  boolean isPlain(byte[] b, int from, int to) {
    return delimiter < 0 || indexOf(b, from, to, QUOTES) == to;
  }

  /**
   * Whether {@code b[from, to)}, which starts with a line, has one of no bytes or of a carriage
   * return.
   */
  static boolean hasEmptyLine(byte[] b, int from, int to) {
    if (from < to && (b[from] == '\n' || (b[from] == '\r' && b[from + 1] == '\n'))) {
      return true;
    }
    long carry = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long word = Words.at(b, i);
      long feeds = marks(word ^ LINE_FEEDS);
      long behind = feeds << 8 | carry;
      if ((behind & (feeds | marks(word ^ RETURNS))) != 0 && startsEmptyLine(b, i, to)) {
        return true;
      }
      carry = feeds >>> 56;
    }
    return startsEmptyLine(b, i, to);
  }

  private static boolean startsEmptyLine(byte[] b, int from, int to) {
    for (int i = from; i < Math.min(to, from + 8); i++) {
      if (b[i - 1] == '\n' && (b[i] == '\n' || (b[i] == '\r' && b[i + 1] == '\n'))) {
        return true;
      }
    }
    return false;
  }

  /** The index behind the n-th line feed of {@code b[from, to)}, which has as many. */
  static int afterLineFeeds(byte[] b, int from, int to, long n) {
    int i = from;
    for (long left = n; left > 0; left--) {
      i = indexOf(b, i, to, LINE_FEEDS) + 1;
    }
    return i;
  }

  /** How many line feeds are in {@code b[from, to)}. */
  static long lineFeeds(byte[] b, int from, int to) {
    long count = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      count += Long.bitCount(marks(Words.at(b, i) ^ LINE_FEEDS));
    }
    for (; i < to; i++) {
      count += b[i] == '\n' ? 1 : 0;
    }
    return count;
  }

  /** The high bit of each byte that is zero, and nothing else. */
  private static long marks(long word) {
    long low = ~Words.HIGH;
    return ~((word & low) + low | word | low);
  }
}
