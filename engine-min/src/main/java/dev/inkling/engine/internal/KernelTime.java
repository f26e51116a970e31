package dev.inkling.engine.internal;

import static dev.inkling.engine.internal.VectorCalendar.DAY_MS;
import static dev.inkling.engine.internal.VectorCalendar.HOUR_MS;
import static dev.inkling.engine.internal.VectorCalendar.MINUTE_MS;
import static dev.inkling.engine.internal.VectorCalendar.SECOND_MS;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.internal.VectorCalendar.Unit;
import dev.inkling.operator.Expr;

/** Time functions. Results that are no TIMESTAMP, 292 million years from now, fail. */
final class KernelTime {

  private KernelTime() {}

  /** EXTRACT. */
  static Kernel extract(Unit unit) {
    return switch (unit) {
      case HOUR -> partOf(DAY_MS, HOUR_MS);
      case MINUTE -> partOf(HOUR_MS, MINUTE_MS);
      case SECOND -> partOf(MINUTE_MS, SECOND_MS);
      case MILLISECOND -> partOf(MINUTE_MS, 1);
      default -> (in, out, rows, active) -> dateParts(unit, in[0].longs(), out.longs(), rows);
    };
  }

  private static Kernel partOf(long wholeMs, long partMs) {
    return (in, out, rows, active) -> {
      long[] time = in[0].longs();
      long[] result = out.longs();
      for (int i = 0; i < rows; i++) {
        result[i] = Math.floorMod(time[i], wholeMs) / partMs;
      }
    };
  }

  private static void dateParts(Unit unit, long[] time, long[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.floorDiv(time[i], DAY_MS);
    }
    switch (unit) {
      case WEEK -> {
        for (int i = 0; i < rows; i++) {
          result[i] = VectorCalendar.isoWeek(result[i]);
        }
      }
      case DOW -> {
        for (int i = 0; i < rows; i++) {
          result[i] = VectorCalendar.dayOfWeek(result[i]);
        }
      }
      case DOY -> {
        for (int i = 0; i < rows; i++) {
          result[i] = VectorCalendar.dayOfYear(result[i]);
        }
      }
      case YEAR -> {
        for (int i = 0; i < rows; i++) {
          result[i] = VectorCalendar.year(VectorCalendar.date(result[i]));
        }
      }
      case QUARTER -> {
        for (int i = 0; i < rows; i++) {
          result[i] = (VectorCalendar.month(VectorCalendar.date(result[i])) + 2L) / 3;
        }
      }
      case MONTH -> {
        for (int i = 0; i < rows; i++) {
          result[i] = VectorCalendar.month(VectorCalendar.date(result[i]));
        }
      }
      case DAY -> {
        for (int i = 0; i < rows; i++) {
          result[i] = VectorCalendar.day(VectorCalendar.date(result[i]));
        }
      }
      default -> throw new IllegalStateException("not a part of a date: " + unit);
    }
  }

  /**
   * FLOOR_TIME.
   *
   * @throws IllegalArgumentException if the unit is DOW or DOY
   */
  static Kernel floor(Unit unit, Expr expr) {
    return switch (unit) {
      case MILLISECOND -> KernelNumberCast.COPY;
      case SECOND -> floor(SECOND_MS, expr);
      case MINUTE -> floor(MINUTE_MS, expr);
      case HOUR -> floor(HOUR_MS, expr);
      case DAY -> floor(DAY_MS, expr);
      case YEAR, QUARTER, MONTH, WEEK -> floorDate(unit, expr);
      case DOW, DOY ->
          throw new IllegalArgumentException(
              "a time cannot be rounded down to " + unit + ", in \"" + expr + "\"");
    };
  }

  private static Kernel floor(long unitMs, Expr expr) {
    return (in, out, rows, active) -> {
      long[] time = in[0].longs();
      long[] result = out.longs();
      for (int i = 0; i < rows; i++) {
        result[i] = time[i] - Math.floorMod(time[i], unitMs);
      }
      checkFloors(time, out, rows, active, expr);
    };
  }

  private static Kernel floorDate(Unit unit, Expr expr) {
    return (in, out, rows, active) -> {
      long[] time = in[0].longs();
      long[] result = out.longs();
      for (int i = 0; i < rows; i++) {
        long day = Math.floorDiv(time[i], DAY_MS);
        if (unit == Unit.WEEK) {
          day = VectorCalendar.monday(day);
        } else {
          long date = VectorCalendar.date(day);
          int month = VectorCalendar.month(date);
          int first =
              unit == Unit.MONTH ? month : unit == Unit.QUARTER ? (month - 1) / 3 * 3 + 1 : 1;
          day = VectorCalendar.epochDay(VectorCalendar.year(date), first, 1);
        }
        result[i] = day * DAY_MS;
      }
      checkFloors(time, out, rows, active, expr);
    };
  }

  /** A floor that is later than the time has overflown. */
  private static void checkFloors(
      long[] time, ColumnVector out, int rows, long[] active, Expr expr) {
    long[] result = out.longs();
    for (int row = 0; row < rows; row++) {
      if (result[row] > time[row] && VectorBits.isLive(out, active, row)) {
        throw overflow(expr, "FLOOR of " + time[row] + " ms");
      }
    }
  }

  /** ADD_MILLIS. */
  static Kernel addMillis(Expr expr) {
    return (in, out, rows, active) -> {
      long[] time = in[0].longs();
      long[] millis = in[1].longs();
      long[] result = out.longs();
      long suspect = 0;
      for (int i = 0; i < rows; i++) {
        long sum = time[i] + millis[i];
        suspect |= (time[i] ^ sum) & (millis[i] ^ sum);
        result[i] = sum;
      }
      for (int row = 0; suspect < 0 && row < rows; row++) {
        boolean fails = ((time[row] ^ result[row]) & (millis[row] ^ result[row])) < 0;
        if (fails && VectorBits.isLive(out, active, row)) {
          throw overflow(expr, time[row] + " ms + " + millis[row] + " ms");
        }
      }
    };
  }

  /** MILLIS_BETWEEN. */
  static Kernel millisBetween(Expr expr) {
    return (in, out, rows, active) -> {
      long[] later = in[0].longs();
      long[] earlier = in[1].longs();
      long[] result = out.longs();
      long suspect = 0;
      for (int i = 0; i < rows; i++) {
        long difference = later[i] - earlier[i];
        suspect |= (later[i] ^ earlier[i]) & (later[i] ^ difference);
        result[i] = difference;
      }
      for (int row = 0; suspect < 0 && row < rows; row++) {
        boolean fails = ((later[row] ^ earlier[row]) & (later[row] ^ result[row])) < 0;
        if (fails && VectorBits.isLive(out, active, row)) {
          throw new EvaluationException(
              "BIGINT overflow in \"" + expr + "\": " + later[row] + " - " + earlier[row]);
        }
      }
    };
  }

  /** ADD_MONTHS. */
  static Kernel addMonths(Expr expr) {
    return (in, out, rows, active) -> {
      long[] time = in[0].longs();
      long[] months = in[1].longs();
      long[] result = out.longs();
      for (int row = 0; row < rows; row++) {
        try {
          result[row] = addMonths(time[row], months[row]);
        } catch (ArithmeticException e) {
          if (VectorBits.isLive(out, active, row)) {
            throw overflow(expr, time[row] + " ms + " + months[row] + " months");
          }
        }
      }
    };
  }

  /**
   * The time this many months later.
   *
   * @throws ArithmeticException if it is no TIMESTAMP
   */
  private static long addMonths(long time, long months) {
    long day = Math.floorDiv(time, DAY_MS);
    long date = VectorCalendar.date(day);
    long sum =
        Math.addExact(VectorCalendar.year(date) * 12 + VectorCalendar.month(date) - 1, months);
    long year = Math.floorDiv(sum, 12);
    if (year < -300_000_000 || year > 300_000_000) {
      throw new ArithmeticException("year out of range");
    }
    int month = Math.floorMod(sum, 12) + 1;
    int dayOfMonth = Math.min(VectorCalendar.day(date), VectorCalendar.daysOfMonth(year, month));
    long resultDay = VectorCalendar.epochDay(year, month, dayOfMonth);
    return Math.addExact(Math.multiplyExact(resultDay, DAY_MS), Math.floorMod(time, DAY_MS));
  }

  private static EvaluationException overflow(Expr expr, String operands) {
    return new EvaluationException("TIMESTAMP overflow in \"" + expr + "\": " + operands);
  }
}
