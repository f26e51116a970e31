package dev.inkling.engine.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one CSV record after the other, at the pace of a human; for the head of a file,
 * from which {@link CsvParser}'s columns are found out. It cuts records as the parser does.
 */
final class CsvTokens {

  private final byte[] b;
  private final int end;
  private final byte delimiter;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private boolean[] quoted = new boolean[16];
  private int count;
  private int pos;

  private CsvTokens(byte[] b, int from, int end, byte delimiter) {
    this.b = b;
    this.pos = from;
    this.end = end;
    this.delimiter = delimiter;
  }

  /** The records of a file's head from an offset on. */
  static CsvTokens of(FileHead head, int from, byte delimiter) {
    return new CsvTokens(head.bytes(), from, head.length(), delimiter);
  }

  /** Goes to the next record that is not an empty line; false if no whole one follows. */
  boolean next() {
    int start = pos;
    count = 0;
    int i = pos;
    while (i < end) {
      int from = i;
      boolean inQuotes = b[i] == '"';
      int to = inQuotes ? closing(i + 1) : i;
      i = inQuotes ? to + 1 : i;
      while (i < end && b[i] != delimiter && b[i] != '\n') {
        i++;
      }
      if (i >= end) {
        break;
      }
      if (!inQuotes) {
        to = b[i] == '\n' && i > from && b[i - 1] == '\r' ? i - 1 : i;
      }
      add(inQuotes ? from + 1 : from, to, inQuotes);
      boolean isLast = b[i++] == '\n';
      if (isLast && count == 1 && starts[0] == to && !inQuotes) {
        count = 0;
      } else if (isLast) {
        pos = i;
        return true;
      }
    }
    pos = start;
    return false;
  }

  private int closing(int from) {
    int i = from;
    while (i < end) {
      if (b[i] == '"') {
        if (i + 1 < end && b[i + 1] == '"') {
          i++;
        } else {
          return i;
        }
      }
      i++;
    }
    return end;
  }

  private void add(int from, int to, boolean inQuotes) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      quoted = Arrays.copyOf(quoted, 2 * count);
    }
    starts[count] = from;
    ends[count] = to;
    quoted[count++] = inQuotes;
  }

  /** Where the next record starts. */
  int position() {
    return pos;
  }

  /** How many fields the record has. */
  int count() {
    return count;
  }

  boolean isEmpty(int field) {
    return starts[field] == ends[field];
  }

  /** Lets a guess see a field; nothing if it is empty, in quotes or not. */
  void guess(int field, TypeGuess guess) {
    if (!isEmpty(field)) {
      guess.add(b, starts[field], ends[field]);
    }
  }

  /** A field as text. */
  String text(int field) {
    String raw = new String(b, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    return quoted[field] ? raw.replace("\"\"", "\"") : raw;
  }
}
