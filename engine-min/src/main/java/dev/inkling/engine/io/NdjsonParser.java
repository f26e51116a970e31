package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.Arrays;
import java.util.Map;

/** Parses lines of {@link NdjsonFormat}, which says what they may look like. */
final class NdjsonParser implements RowParser {

  /* implementation note
   *
   * One pass over a line: objects of which something is wanted are walked here, all else is walked
   * over by JsonScanner, which checks its grammar. The line feed at the end of a line is the
   * sentinel: no token contains one, so no loop compares indices with the end. Keys are predicted
   * (see JsonKeys). Values go straight into the vectors; filled[c] == line says that column c of
   * the present row is not null, so that the last of two equal keys wins and a row needs no
   * clearing before it.
   */

  private final String[] names;
  private final Type[] types;
  private final FieldReader[] readers;
  private final JsonKeys root = JsonKeys.create();
  private final JsonScanner scanner = JsonScanner.create();
  private final ColumnVector[] columns;

  /** The number of the line in which a column was filled last. */
  private final long[] filled;

  private long line;
  private int row;

  /** What is wrong with a value; null if it is the grammar. */
  private String problem;

  NdjsonParser(Schema wanted, Map<String, FieldType> fields) {
    int size = wanted.size();
    names = new String[size];
    types = new Type[size];
    readers = new FieldReader[size];
    columns = new ColumnVector[size];
    filled = new long[size];
    for (int c = 0; c < size; c++) {
      names[c] = wanted.column(c).name();
      types[c] = wanted.column(c).type();
      readers[c] = FieldReader.create(fields.get(names[c]));
      enter(names[c], c);
    }
  }

  /** Enters a path at every object it may end in: with its rest as one key, and step by step. */
  private void enter(String path, int column) {
    JsonKeys object = root;
    String rest = path;
    while (true) {
      object.wanted(rest).column = column;
      int dot = rest.indexOf('.');
      if (dot < 0) {
        return;
      }
      JsonKey step = object.wanted(rest.substring(0, dot));
      if (step.children == null) {
        step.children = JsonKeys.create();
      }
      object = step.children;
      rest = rest.substring(dot + 1);
    }
  }

  @Override
  public int parse(byte[] buffer, int from, int to, RowBatch target, BadRows bad) {
    LineFeeds.requireLast(buffer, from, to);
    for (int c = 0; c < columns.length; c++) {
      columns[c] = target.column(c);
    }
    int capacity = target.capacity();
    row = target.size();
    int i = from;
    try {
      while (i < to && row < capacity) {
        int start = JsonScanner.space(buffer, i);
        if (buffer[start] == '\n') {
          i = start + 1;
          continue;
        }
        line++;
        int end = line(buffer, start);
        if (end >= 0) {
          finishRow();
          row++;
          i = end + 1;
        } else {
          String what = problem != null ? problem : scanner.problem(buffer, i);
          int record = i;
          i = scanner.failedAt;
          while (buffer[i++] != '\n') {}
          bad.bad(record, what);
        }
      }
    } finally {
      target.setSize(row);
      Arrays.fill(columns, null);
    }
    return i;
  }

  private void finishRow() {
    for (int c = 0; c < filled.length; c++) {
      if (filled[c] != line) {
        columns[c].setNull(row);
      }
    }
  }

  /** Parses a line up to its line feed. */
  private int line(byte[] b, int i) {
    problem = null;
    if (b[i] != '{') {
      return scanner.fail(i, "an object");
    }
    int at = object(b, i + 1, root, 1);
    if (at < 0) {
      return at;
    }
    at = JsonScanner.space(b, at);
    return b[at] == '\n' ? at : scanner.fail(at, "the end of the line");
  }

  /** Parses an object of which something is wanted, from behind its brace. */
  private int object(byte[] b, int i, JsonKeys keys, int depth) {
    if (depth > JsonScanner.MAX_DEPTH) {
      return scanner.fail(i - 1, "at most " + JsonScanner.MAX_DEPTH + " levels");
    }
    int at = b[i] <= ' ' ? JsonScanner.space(b, i) : i;
    if (b[at] == '}') {
      return at + 1;
    }
    JsonKey last = keys.start;
    JsonKey expected = last.next;
    while (true) {
      if (b[at] != '"') {
        return scanner.fail(at, "a key in quotes");
      }
      at++;
      JsonKey key = expected;
      if (key != null && key.isAt(b, at)) {
        at += key.length + 1;
      } else {
        int end = scanner.text(b, at);
        if (end < 0) {
          return end;
        }
        key = lookUp(b, at, end - 1, keys);
        at = end;
        last.next = key;
      }
      if (b[at] == ':' && b[at + 1] > ' ') {
        at++;
      } else {
        at = scanner.colon(b, at);
        if (at < 0) {
          return at;
        }
      }
      if (key == null || (key.column < 0 && key.children == null)) {
        at = b[at] == '"' ? scanner.string(b, at + 1) : scanner.value(b, at, depth);
      } else {
        at = wanted(b, at, key, depth);
      }
      if (at < 0) {
        return at;
      }
      at = b[at] <= ' ' ? JsonScanner.space(b, at) : at;
      if (b[at] != ',') {
        return b[at] == '}' ? at + 1 : scanner.fail(at, "a comma or }");
      }
      at++;
      at = b[at] <= ' ' ? JsonScanner.space(b, at) : at;
      last = key == null ? keys.unknown : key;
      expected = last.next;
    }
  }

  /** The key that is {@code [from, to)} in the line; null if it is not wanted and not learned. */
  private JsonKey lookUp(byte[] b, int from, int to, JsonKeys keys) {
    if (scanner.firstEscape < 0) {
      return keys.learn(b, from, to);
    }
    byte[] name = JsonScanner.unescaped(b, from, to);
    return name == null ? null : keys.find(name, 0, name.length);
  }

  /** Parses the value of a key of which something is wanted. */
  private int wanted(byte[] b, int i, JsonKey key, int depth) {
    if (key.children != null && b[i] == '{') {
      if (key.column >= 0) {
        scanner.failedAt = i;
        return misfit(key.column, "an object, of which columns are asked too");
      }
      return object(b, i + 1, key.children, depth + 1);
    }
    int column = key.column;
    if (column < 0) {
      return scanner.value(b, i, depth);
    }
    if (b[i] == 'n') {
      filled[column] = 0;
      return scanner.literal(b, i);
    }
    return b[i] == '"' ? string(b, i, column) : bare(b, i, column, depth);
  }

  /** Takes a string as the value of a column. */
  private int string(byte[] b, int i, int column) {
    int end = scanner.text(b, i + 1);
    if (end < 0) {
      return end;
    }
    Type type = types[column];
    if (type != Type.VARCHAR && type != Type.TIMESTAMP) {
      return misfit(b, i, end, column, "the string ");
    }
    int close = end - 1;
    if (scanner.firstEscape >= 0) {
      close = JsonScanner.unescape(b, scanner.firstEscape, close);
      if (close < 0) {
        scanner.failedAt = end;
        return misfit(column, "a string with half a surrogate pair");
      }
    }
    if (type == Type.VARCHAR && !scanner.anyHigh) {
      ColumnVector vector = columns[column];
      vector.starts()[row] = i + 1;
      vector.lengths()[row] = close - i - 1;
    } else if (!readers[column].store(columns[column], row, b, i + 1, close)) {
      scanner.failedAt = end;
      return misfit(column, "\"" + FieldReader.shown(b, i + 1, close) + "\"");
    }
    filled[column] = line;
    return end;
  }

  /**
   * Stores a number as most are written, in one pass over it: at most 15 digits, no exponent, and a
   * comma or brace right behind. Returns 0, and has stored nothing, if it is not like that.
   */
  private int plainNumber(byte[] b, int i, int column) {
    int at = b[i] == '-' ? i + 1 : i;
    int first = at;
    long mantissa = 0;
    for (int digit = b[at] - '0'; digit >= 0 && digit <= 9; digit = b[++at] - '0') {
      mantissa = mantissa * 10 + digit;
    }
    int digits = at - first;
    if (digits == 0 || (digits > 1 && b[first] == '0')) {
      return 0;
    }
    int decimals = 0;
    if (b[at] == '.') {
      int point = at++;
      for (int digit = b[at] - '0'; digit >= 0 && digit <= 9; digit = b[++at] - '0') {
        mantissa = mantissa * 10 + digit;
      }
      decimals = at - point - 1;
      if (decimals == 0) {
        return 0;
      }
    }
    if (digits + decimals > 15 || (b[at] != ',' && b[at] != '}')) {
      return 0;
    }
    if (types[column] == Type.DOUBLE) {
      double value = FieldValues.scaled(mantissa, decimals);
      columns[column].doubles()[row] = b[i] == '-' ? -value : value;
    } else if (types[column] == Type.BIGINT && decimals == 0) {
      columns[column].longs()[row] = b[i] == '-' ? -mantissa : mantissa;
    } else {
      return 0;
    }
    return at;
  }

  /** Takes a value that is no string and not null as the value of a column. */
  private int bare(byte[] b, int i, int column, int depth) {
    int end = plainNumber(b, i, column);
    if (end > 0) {
      filled[column] = line;
      return end;
    }
    end = scanner.value(b, i, depth);
    if (end < 0) {
      return end;
    }
    byte c = b[i];
    boolean fits =
        switch (types[column]) {
          case VARCHAR -> true;
          case BOOLEAN -> c == 't' || c == 'f';
          default -> c == '-' || (c >= '0' && c <= '9');
        };
    if (!fits || !readers[column].store(columns[column], row, b, i, end)) {
      return misfit(b, i, end, column, c == '{' ? "the object " : c == '[' ? "the array " : "");
    }
    filled[column] = line;
    return end;
  }

  private int misfit(byte[] b, int from, int to, int column, String what) {
    scanner.failedAt = to;
    return misfit(column, what + FieldReader.shown(b, from, to));
  }

  private int misfit(int column, String got) {
    problem =
        "column " + names[column] + ": expected " + readers[column].expectation() + ", got " + got;
    return JsonScanner.FAILED;
  }
}
