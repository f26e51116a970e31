package dev.inkling.engine.io;

import dev.inkling.engine.RowBatch;
import java.util.List;

/** Parses lines of {@link AccessLogFormat}, which says what they may look like. */
final class AccessLogParser implements RowParser {

  private static final long QUOTES = Words.all('"');
  private static final long BACKSLASHES = Words.all('\\');

  private final List<String> names;

  /** How each field is read, by its place in the line; null if it is not wanted. */
  private final FieldReader[] readers;

  /** The columns of the fields that are wanted. */
  private final int[] columns;

  private final boolean isCombined;
  private RowBatch target;
  private int row;

  /** Where the next field of the line starts. */
  private int at;

  /**
   * Bit {@code 1 << f} is set if field f is null; only a good line's nulls go into the columns,
   * where they cannot be taken back.
   */
  private int nullFields;

  /** Whether the quoted field found last has escapes of quotes or backslashes. */
  private boolean anyEscape;

  /** What is wrong with the line. */
  private String problem;

  AccessLogParser(List<String> names, FieldReader[] readers, int[] columns, boolean isCombined) {
    this.names = names;
    this.readers = readers;
    this.columns = columns;
    this.isCombined = isCombined;
  }

  @Override
  public int parse(byte[] buffer, int from, int to, RowBatch target, BadRows bad) {
    LineFeeds.requireLast(buffer, from, to);
    this.target = target;
    int capacity = target.capacity();
    row = target.size();
    int i = from;
    try {
      while (i < to && row < capacity) {
        int start = i;
        int feed = LineFeeds.next(buffer, start);
        int end = feed > start && buffer[feed - 1] == '\r' ? feed - 1 : feed;
        i = feed + 1;
        if (start < end) {
          at = start;
          nullFields = 0;
          if (line(buffer, end)) {
            storeNulls();
            row++;
          } else {
            bad.bad(start, problem);
          }
        }
      }
    } finally {
      target.setSize(row);
      this.target = null;
    }
    return i;
  }

  private boolean line(byte[] b, int end) {
    return word(b, end, AccessLogFormat.IP)
        && word(b, end, AccessLogFormat.IDENT)
        && userAndTime(b, end)
        && request(b, end)
        && word(b, end, AccessLogFormat.STATUS)
        && word(b, end, AccessLogFormat.BYTES)
        && (!isCombined
            || (quoted(b, end, AccessLogFormat.REFERER) && quoted(b, end, AccessLogFormat.AGENT)));
  }

  /** Takes a field that ends with a space or the line. */
  private boolean word(byte[] b, int end, int field) {
    int from = at;
    int stop = from;
    while (stop < end && b[stop] != ' ') {
      stop++;
    }
    at = Math.min(stop + 1, end);
    return stop == from ? missing(field, b, from, end) : take(field, b, from, stop);
  }

  /** Takes the user, who may have spaces in the name, and the time in brackets behind. */
  private boolean userAndTime(byte[] b, int end) {
    int from = at;
    int open = from;
    while (open < end && (b[open] != ' ' || b[open + 1] != '[')) {
      open++;
    }
    if (open == from || open == end) {
      return missing(AccessLogFormat.TS, b, from, end);
    }
    int close = open + 2;
    while (close < end && b[close] != ']') {
      close++;
    }
    if (end - close < 2 || b[close + 1] != ' ') {
      return missing(AccessLogFormat.TS, b, open + 1, end);
    }
    at = close + 2;
    return take(AccessLogFormat.USER, b, from, open)
        && take(AccessLogFormat.TS, b, open + 2, close);
  }

  /** Takes method, url and protocol. */
  private boolean request(byte[] b, int end) {
    int from = at + 1;
    int stop = closingQuote(b, end);
    if (stop < 0 || stop == end) {
      return missing(AccessLogFormat.URL, b, at, end);
    }
    at = Math.min(stop + 2, end);
    int first = from;
    while (first < stop && b[first] != ' ') {
      first++;
    }
    int second = first + 1;
    while (second < stop && b[second] != ' ') {
      second++;
    }
    int third = second + 1;
    while (third < stop && b[third] != ' ') {
      third++;
    }
    boolean words =
        first > from && second > first + 1 && third > second + 1 && third == stop && second < stop;
    if (!words) {
      nullFields |= 1 << AccessLogFormat.METHOD | 1 << AccessLogFormat.PROTOCOL;
      return takeQuoted(AccessLogFormat.URL, b, from, stop);
    }
    return takeQuoted(AccessLogFormat.METHOD, b, from, first)
        && takeQuoted(AccessLogFormat.URL, b, first + 1, second)
        && takeQuoted(AccessLogFormat.PROTOCOL, b, second + 1, stop);
  }

  /** Takes a field in quotes; one whose closing quote is missing ends with the line. */
  private boolean quoted(byte[] b, int end, int field) {
    int from = at + 1;
    int stop = closingQuote(b, end);
    if (stop < 0) {
      return missing(field, b, at, end);
    }
    at = Math.min(stop + 2, end);
    return takeQuoted(field, b, from, stop);
  }

  /**
   * The quote that closes the field at {@link #at}: one without a backslash, with a space or the
   * end of the line behind. The end of the line if there is none, −1 if no field starts there.
   */
  private int closingQuote(byte[] b, int end) {
    anyEscape = false;
    int i = at;
    if (i >= end || b[i] != '"') {
      return -1;
    }
    i++;
    while (i < end) {
      long word = Words.at(b, i);
      long marks = Words.zeros(word ^ QUOTES) | Words.zeros(word ^ BACKSLASHES);
      if (marks == 0) {
        i += 8;
        continue;
      }
      i += Words.first(marks);
      if (i >= end) {
        break;
      }
      if (b[i] == '\\') {
        anyEscape |= b[i + 1] == '"' || b[i + 1] == '\\';
        i += 2;
      } else if (i + 1 == end || b[i + 1] == ' ') {
        return i;
      } else {
        i++;
      }
    }
    return end;
  }

  private boolean takeQuoted(int field, byte[] b, int from, int to) {
    if (!anyEscape || readers[field] == null) {
      return take(field, b, from, to);
    }
    int write = from;
    for (int i = from; i < to; i++) {
      if (b[i] == '\\' && i + 1 < to && (b[i + 1] == '"' || b[i + 1] == '\\')) {
        i++;
      }
      b[write++] = b[i];
    }
    return take(field, b, from, write);
  }

  private boolean take(int field, byte[] b, int from, int to) {
    FieldReader reader = readers[field];
    if (reader == null) {
      return true;
    }
    if (to - from == 1
        && b[from] == '-'
        && field != AccessLogFormat.IP
        && field != AccessLogFormat.TS) {
      nullFields |= 1 << field;
      return true;
    }
    if (reader.store(target.column(columns[field]), row, b, from, to)) {
      return true;
    }
    problem = reader.problem(names.get(field), b, from, to);
    return false;
  }

  private void storeNulls() {
    for (int left = nullFields; left != 0; left &= left - 1) {
      int field = Integer.numberOfTrailingZeros(left);
      if (readers[field] != null) {
        target.column(columns[field]).setNull(row);
      }
    }
  }

  private boolean missing(int field, byte[] b, int from, int end) {
    problem =
        "column "
            + names.get(field)
            + ": expected a line of the "
            + (isCombined ? "combined" : "common")
            + " log format, got "
            + (from >= end ? "its end" : "\"" + FieldReader.shown(b, from, end) + "\"");
    return false;
  }
}
