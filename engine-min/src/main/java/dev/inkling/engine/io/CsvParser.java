package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.Arrays;

/**
 * Parses CSV records (RFC 4180): fields between delimiters, in double quotes or not, doubled quotes
 * inside quotes, lines ended by LF or CR LF. An empty field is null; an empty field in quotes is an
 * empty text, or null if the column is no VARCHAR. A quote inside a field without quotes is text; a
 * text behind a closing quote makes a bad row, and so do too few or too many fields. An empty line
 * is no record, unless there is only one column.
 */
final class CsvParser implements RowParser {

  /*
   * Implementation note. The wanted fields are visited in the order of the file. Fields between
   * them are skipped eight bytes at a time by counting delimiters, which needs no look at where
   * they start up to the next quote; the rest of a record behind the last wanted field is skipped
   * in the same way, up to its line feed. The end of a wanted field is searched in
   * words, too, and what was read on the way says whether the field is ASCII; integers of up to 16
   * digits are computed from the same words.
   */

  private static final long QUOTES = Words.all('"');
  private static final long LINE_FEEDS = Words.all('\n');
  private static final long LOW_BITS = ~Words.HIGH;
  private static final long ZERO_DIGITS = Words.all('0');
  private static final String UNCLOSED = "quote opened here is never closed";

  private final byte delimiter;
  private final long delimiters;
  private final int fields;
  private final int[] gaps;
  private final int[] targets;
  private final FieldReader[] readers;
  private final Type[] types;
  private final String[] names;

  // what quoted(), close() and skip() leave besides their result
  private int fieldFrom;
  private int fieldTo;
  private int skipped;
  private String problem;

  private CsvParser(byte delimiter, int fields, int[] indexes, int[] targets, FieldType[] types) {
    this.delimiter = delimiter;
    this.delimiters = Words.all(delimiter);
    this.fields = fields;
    this.targets = targets;
    this.gaps = new int[indexes.length];
    this.readers = new FieldReader[indexes.length];
    this.types = new Type[indexes.length];
    this.names = new String[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      gaps[i] = indexes[i] - (i == 0 ? 0 : indexes[i - 1] + 1);
      readers[i] = FieldReader.create(types[i]);
      this.types[i] = types[i].type();
    }
  }

  /**
   * A parser.
   *
   * @param delimiter what stands between fields
   * @param fields how many fields a record has
   * @param wanted the columns of the batches
   * @param indexes for each wanted column, which field it is
   * @param types for each wanted column, how it is read
   */
  static CsvParser create(
      byte delimiter, int fields, Schema wanted, int[] indexes, FieldType[] types) {
    Integer[] order = new Integer[indexes.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (x, y) -> Integer.compare(indexes[x], indexes[y]));
    int[] targets = new int[order.length];
    int[] sorted = new int[order.length];
    FieldType[] sortedTypes = new FieldType[order.length];
    for (int i = 0; i < order.length; i++) {
      targets[i] = order[i];
      sorted[i] = indexes[order[i]];
      sortedTypes[i] = types[order[i]];
    }
    CsvParser parser = new CsvParser(delimiter, fields, sorted, targets, sortedTypes);
    for (int i = 0; i < order.length; i++) {
      parser.names[i] = wanted.column(targets[i]).name();
    }
    return parser;
  }

  @Override
  public int parse(byte[] b, int from, int to, RowBatch target, BadRows bad) {
    int wanted = targets.length;
    ColumnVector[] columns = new ColumnVector[wanted];
    for (int i = 0; i < wanted; i++) {
      columns[i] = target.column(targets[i]);
    }
    int row = target.size();
    int capacity = target.capacity();
    int pos = from;
    while (pos < to && row < capacity) {
      if (fields > 1 && isEmptyLine(b, pos)) {
        pos += b[pos] == '\n' ? 1 : 2;
        continue;
      }
      int start = pos;
      problem = null;
      pos = record(b, pos, to, columns, row);
      if (problem == null) {
        row++;
      } else {
        forget(columns, row);
        target.setSize(row);
        bad.bad(start, problem);
      }
    }
    target.setSize(row);
    return pos;
  }

  private static boolean isEmptyLine(byte[] b, int pos) {
    return b[pos] == '\n' || (b[pos] == '\r' && b[pos + 1] == '\n');
  }

  /** A bad row may have left nulls where the next row goes. */
  private static void forget(ColumnVector[] columns, int row) {
    for (ColumnVector column : columns) {
      if (column.anyNull()) {
        column.nulls()[row >> 6] &= ~(1L << row);
      }
    }
  }

  /** Reads the record at {@code pos}; returns the offset behind its line feed. */
  private int record(byte[] b, int start, int to, ColumnVector[] columns, int row) {
    int pos = start;
    int seen = 0;
    int wanted = columns.length;
    for (int i = 0; i < wanted; i++) {
      int gap = gaps[i];
      if (gap > 0) {
        pos = skip(b, pos, to, gap);
        seen += skipped;
        if (skipped < gap) {
          return ragged(seen + 1, pos);
        }
      }
      int end;
      if (b[pos] == '"') {
        end = quoted(b, pos, to);
        if (fieldFrom < fieldTo || types[i] == Type.VARCHAR) {
          store(columns[i], i, row, b, fieldFrom, fieldTo);
        } else {
          columns[i].setNull(row);
        }
        if (end == to) {
          return to;
        }
      } else {
        end = field(b, pos, columns[i], i, row);
      }
      seen++;
      pos = end + 1;
      if (b[end] == '\n') {
        return seen == fields ? pos : ragged(seen, pos);
      }
    }
    pos = skip(b, pos, to, Integer.MAX_VALUE);
    seen += skipped + 1;
    return seen == fields ? pos : ragged(seen, pos);
  }

  private int ragged(int found, int pos) {
    if (problem == null || !problem.equals(UNCLOSED)) {
      problem = "expected " + fields + (fields == 1 ? " field" : " fields") + ", got " + found;
    }
    return pos;
  }

  /** Puts the field without quotes at {@code pos} into its column; returns where it ends. */
  private int field(byte[] b, int pos, ColumnVector column, int i, int row) {
    long word = Words.at(b, pos);
    long marks = Words.zeros(word ^ delimiters) | Words.zeros(word ^ LINE_FEEDS);
    int end = pos;
    long seen = 0;
    while (marks == 0) {
      seen |= word;
      end += 8;
      word = Words.at(b, end);
      marks = Words.zeros(word ^ delimiters) | Words.zeros(word ^ LINE_FEEDS);
    }
    int rest = Words.first(marks);
    end += rest;
    int to = end;
    if (b[end] == '\n' && end > pos && b[end - 1] == '\r') {
      to--;
    }
    int length = to - pos;
    if (length == 0) {
      column.setNull(row);
      return end;
    }
    switch (types[i]) {
      case VARCHAR -> {
        if (((seen | (word & ~(-1L << (8 * rest)))) & Words.HIGH) != 0 && !Utf8.valid(b, pos, to)) {
          fail(i, b, pos, to);
        }
        column.starts()[row] = pos;
        column.lengths()[row] = length;
      }
      case BIGINT -> {
        if (length <= 8) {
          long digits = (Words.at(b, pos) ^ ZERO_DIGITS) << (64 - 8 * length);
          if (areDigits(digits)) {
            column.longs()[row] = eightDigits(digits);
            return end;
          }
        } else if (length <= 16) {
          long high = (Words.at(b, pos) ^ ZERO_DIGITS) << (128 - 8 * length);
          long low = Words.at(b, to - 8) ^ ZERO_DIGITS;
          if (areDigits(high) && areDigits(low)) {
            column.longs()[row] = eightDigits(high) * 100_000_000L + eightDigits(low);
            return end;
          }
        }
        store(column, i, row, b, pos, to);
      }
      default -> store(column, i, row, b, pos, to);
    }
    return end;
  }

  /** Whether each byte is 0 to 9. */
  private static boolean areDigits(long values) {
    return ((values | values + 0x0606_0606_0606_0606L) & 0xF0F0_F0F0_F0F0_F0F0L) == 0;
  }

  /** The number whose decimal digits are these bytes, the lowest byte first. */
  private static long eightDigits(long values) {
    long pairs = values * 10 + (values >>> 8);
    long mask = 0x0000_00FF_0000_00FFL;
    long high = (pairs & mask) * (100 + (1_000_000L << 32));
    long low = ((pairs >>> 16) & mask) * (1 + (10_000L << 32));
    return (high + low) >>> 32;
  }

  private void store(ColumnVector column, int i, int row, byte[] b, int from, int to) {
    if (!readers[i].store(column, row, b, from, to)) {
      fail(i, b, from, to);
    }
  }

  private void fail(int i, byte[] b, int from, int to) {
    if (problem == null) {
      problem = readers[i].problem(names[i], b, from, to);
    }
  }

  /**
   * Takes the doubled quotes out of the field that opens at {@code open} and leaves what remains in
   * {@code [fieldFrom, fieldTo)}; returns where the field ends, {@code to} if it never does.
   */
  private int quoted(byte[] b, int open, int to) {
    int out = -1;
    int copied = open + 1;
    int quote = quoteFrom(b, copied, to);
    while (quote < to && b[quote + 1] == '"') {
      if (out < 0) {
        out = quote + 1;
      } else {
        System.arraycopy(b, copied, b, out, quote + 1 - copied);
        out += quote + 1 - copied;
      }
      copied = quote + 2;
      quote = quoteFrom(b, copied, to);
    }
    fieldFrom = open + 1;
    fieldTo = quote;
    if (quote == to) {
      fieldTo = fieldFrom;
      problem = UNCLOSED;
      return to;
    }
    if (out >= 0) {
      System.arraycopy(b, copied, b, out, quote - copied);
      fieldTo = out + quote - copied;
    }
    return close(b, quote);
  }

  /** The end of a field whose closing quote is at this offset. */
  private int close(byte[] b, int quote) {
    int end = quote + 1;
    if (b[end] == delimiter || b[end] == '\n') {
      return end;
    }
    if (b[end] == '\r' && b[end + 1] == '\n') {
      return end + 1;
    }
    while (b[end] != delimiter && b[end] != '\n') {
      end++;
    }
    if (problem == null) {
      problem =
          "expected the end of the field behind its closing quote, got \""
              + FieldReader.shown(b, quote + 1, end)
              + "\"";
    }
    return end;
  }

  private static int quoteFrom(byte[] b, int from, int to) {
    int i = from;
    while (i < to) {
      long marks = Words.zeros(Words.at(b, i) ^ QUOTES);
      if (marks != 0) {
        return Math.min(to, i + Words.first(marks));
      }
      i += 8;
    }
    return to;
  }

  /**
   * Skips fields from the start of one on: {@code count} of them with their delimiters, or up to
   * and with the record's line feed. Leaves in {@code skipped} how many delimiters were passed.
   */
  private int skip(byte[] b, int from, int to, int count) {
    int pos = from;
    int passed = 0;
    while (true) {
      long word = Words.at(b, pos);
      long x = word ^ delimiters;
      long marks = ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
      long lineFeed = Words.zeros(word ^ LINE_FEEDS);
      long quote = Words.zeros(word ^ QUOTES);
      // only what is before the first line feed and the first quote counts
      lineFeed &= Long.lowestOneBit(quote) - 1;
      marks &= (Long.lowestOneBit(lineFeed) - 1) & (Long.lowestOneBit(quote) - 1);
      int found = Long.bitCount(marks);
      if (passed + found >= count) {
        for (int more = count - passed; more > 1; more--) {
          marks &= marks - 1;
        }
        skipped = count;
        return pos + Words.first(marks) + 1;
      }
      passed += found;
      if (lineFeed != 0) {
        skipped = passed;
        return pos + Words.first(lineFeed) + 1;
      }
      pos = quote == 0 ? pos + 8 : behindQuote(b, from, pos + Words.first(quote), to);
      if (pos == to) {
        skipped = passed;
        return to;
      }
    }
  }

  /** Steps over the field that a quote opens, or over the quote if it opens none. */
  private int behindQuote(byte[] b, int from, int at, int to) {
    if (at > from && b[at - 1] != delimiter) {
      return at + 1;
    }
    int quote = quoteFrom(b, at + 1, to);
    while (quote < to && b[quote + 1] == '"') {
      quote = quoteFrom(b, quote + 2, to);
    }
    if (quote == to) {
      problem = UNCLOSED;
      return to;
    }
    return close(b, quote);
  }
}
