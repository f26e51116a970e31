package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;

/**
 * Puts the fields of one column into vectors. One per column and parser; not thread-safe. Allocates
 * nothing, unless a DOUBLE is beyond the fast path or instants follow a pattern.
 */
final class FieldReader {

  private static final int SHOWN_BYTES = 60;

  private final FieldType field;
  private final Type type;
  private final TimestampFormat.Kind kind;
  private final FieldValues values = new FieldValues();
  private final DateTimeFormatter formatter;
  private byte[] lastText = {};
  private long lastInstant = Timestamps.NONE;

  private FieldReader(FieldType field) {
    this.field = field;
    this.type = field.type();
    TimestampFormat format = field.format();
    this.kind = format == null ? null : format.kind();
    this.formatter = kind == TimestampFormat.Kind.PATTERN ? format.formatter() : null;
  }

  /** A reader of fields of this type. */
  static FieldReader create(FieldType field) {
    return new FieldReader(field);
  }

  /** How fields are read. */
  FieldType field() {
    return field;
  }

  /**
   * Puts {@code buffer[from, to)} into the column if it is a value of the column's type; otherwise
   * the row is left as it was. A BIGINT may be written {@code 1.0} or {@code 1e3} if it is an
   * integer; numbers else are as in {@link FieldValues}; VARCHAR must be valid UTF-8 and becomes a
   * slice of the buffer, which the column must share. Nulls, empty fields among them, are the
   * caller's.
   *
   * @return whether it is one
   */
  boolean store(ColumnVector column, int row, byte[] buffer, int from, int to) {
    switch (type) {
      case VARCHAR -> {
        if (!Utf8.valid(buffer, from, to)) {
          return false;
        }
        column.starts()[row] = from;
        column.lengths()[row] = to - from;
        return true;
      }
      case DOUBLE -> {
        if (!values.number(buffer, from, to)) {
          return false;
        }
        column.doubles()[row] = values.doubleValue;
        return true;
      }
      case BIGINT -> {
        if (!values.integral(buffer, from, to)) {
          return false;
        }
        column.longs()[row] = values.longValue;
        return true;
      }
      case BOOLEAN -> {
        if (!values.truth(buffer, from, to)) {
          return false;
        }
        column.longs()[row] = values.longValue;
        return true;
      }
      default -> {
        long instant = instant(buffer, from, to);
        if (instant == Timestamps.NONE) {
          return false;
        }
        column.longs()[row] = instant;
        return true;
      }
    }
  }

  /** What {@link BadRows#bad} is told of a field that {@link #store} did not take. */
  String problem(String column, byte[] buffer, int from, int to) {
    return "column "
        + column
        + ": expected "
        + expectation()
        + ", got \""
        + shown(buffer, from, to)
        + "\"";
  }

  /** What fields must be, for a message: {@code DOUBLE}, {@code TIMESTAMP (epoch_ms)}. */
  String expectation() {
    if (type == Type.VARCHAR) {
      return "valid UTF-8";
    }
    return kind == null || kind == TimestampFormat.Kind.ISO
        ? type.name()
        : type.name() + " (" + field.format() + ")";
  }

  /** The bytes as text for a message: what cannot be printed as '?', what is long shortened. */
  static String shown(byte[] buffer, int from, int to) {
    int end = Math.min(to, from + SHOWN_BYTES);
    StringBuilder text = new StringBuilder();
    new String(buffer, from, end - from, StandardCharsets.UTF_8)
        .codePoints()
        .map(c -> Character.isISOControl(c) || c == 0xFFFD ? '?' : c)
        .forEach(text::appendCodePoint);
    return end < to ? text.append('…').toString() : text.toString();
  }

  private long instant(byte[] b, int from, int to) {
    return switch (kind) {
      case ISO -> Timestamps.iso(b, from, to);
      case EPOCH_MS -> values.epoch(b, from, to, 0) ? values.longValue : Timestamps.NONE;
      case EPOCH_S -> values.epoch(b, from, to, 3) ? values.longValue : Timestamps.NONE;
      case ACCESS_LOG -> Timestamps.accessLog(b, from, to);
      case PATTERN -> patternInstant(b, from, to);
    };
  }

  private long patternInstant(byte[] b, int from, int to) {
    if (!Arrays.equals(b, from, to, lastText, 0, lastText.length) || lastText.length == 0) {
      lastText = Arrays.copyOfRange(b, from, to);
      lastInstant = patternInstant(new String(b, from, to - from, StandardCharsets.UTF_8));
    }
    return lastInstant;
  }

  private long patternInstant(String text) {
    try {
      TemporalAccessor parsed =
          formatter.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
      ZonedDateTime time;
      if (parsed instanceof ZonedDateTime zoned) {
        time = zoned;
      } else if (parsed instanceof LocalDateTime local) {
        time = local.atZone(ZoneOffset.UTC);
      } else {
        time = ((LocalDate) parsed).atStartOfDay(ZoneOffset.UTC);
      }
      return time.toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return Timestamps.NONE;
    }
  }
}
