package dev.inkling.engine.internal;

import static dev.inkling.engine.internal.VectorCalendar.DAY_MS;
import static dev.inkling.engine.internal.VectorCalendar.HOUR_MS;
import static dev.inkling.engine.internal.VectorCalendar.MINUTE_MS;
import static dev.inkling.engine.internal.VectorCalendar.SECOND_MS;

/**
 * Timestamps as text, in ISO 8601. Reading leaves its result in a field; used by one thread. Years
 * before 0 and after 9999 have a sign, as in {@code +12345-01-01}.
 */
final class VectorTimeText {

  /** Times this many days from the epoch are BIGINTs, with a day to spare for the offset. */
  private static final long DAYS_LIMIT = Long.MAX_VALUE / DAY_MS - 2;

  private byte[] bytes;
  private int at;
  private int end;
  private boolean fits;
  private long millis;

  /** The time read last, in milliseconds since the epoch. */
  long millis() {
    return millis;
  }

  /**
   * Reads a date, or a date and a time, with or without an offset from UTC; false if it is
   * something else or too far off.
   */
  boolean read(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    end = to;
    fits = true;
    long day = readDate();
    long ofDay = 0;
    if (fits && at < end) {
      fits = isAt('T') || isAt('t') || isAt(' ');
      at++;
      ofDay = readTime() - readOffset();
    }
    if (!fits || at != end) {
      return false;
    }
    millis = day * DAY_MS + ofDay;
    return day > -DAYS_LIMIT && day < DAYS_LIMIT;
  }

  private long readDate() {
    boolean isNegative = isAt('-');
    int most = 4;
    if (isNegative || isAt('+')) {
      at++;
      most = 9;
    }
    long year = readDigits(4, most);
    expect('-');
    int month = (int) readDigits(2, 2);
    expect('-');
    int day = (int) readDigits(2, 2);
    year = isNegative ? -year : year;
    fits &= month >= 1 && month <= 12;
    fits = fits && day >= 1 && day <= VectorCalendar.daysOfMonth(year, month);
    return fits ? VectorCalendar.epochDay(year, month, day) : 0;
  }

  private long readTime() {
    long hour = readDigits(2, 2);
    expect(':');
    long minute = readDigits(2, 2);
    long second = 0;
    long milli = 0;
    if (isAt(':')) {
      at++;
      second = readDigits(2, 2);
      if (isAt('.') || isAt(',')) {
        at++;
        milli = readFraction();
      }
    }
    fits &= hour < 24 && minute < 60 && second < 60;
    return hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + milli;
  }

  /** One to nine digits of a second; those past the third are dropped. */
  private long readFraction() {
    int from = at;
    long value = readDigits(1, 9);
    for (int digits = at - from; digits > 3; digits--) {
      value /= 10;
    }
    for (int digits = at - from; digits < 3; digits++) {
      value *= 10;
    }
    return value;
  }

  /** Nothing, Z, ±HH, ±HHMM or ±HH:MM: how far the clock is ahead of UTC. */
  private long readOffset() {
    if (!fits || at == end) {
      return 0;
    }
    if (isAt('Z') || isAt('z')) {
      at++;
      return 0;
    }
    boolean isNegative = isAt('-');
    fits = isNegative || isAt('+');
    at++;
    long hours = readDigits(2, 2);
    long minutes = 0;
    if (at < end) {
      at += isAt(':') ? 1 : 0;
      minutes = readDigits(2, 2);
    }
    fits &= hours <= 18 && minutes < 60;
    long offset = hours * HOUR_MS + minutes * MINUTE_MS;
    return isNegative ? -offset : offset;
  }

  private boolean isAt(char wanted) {
    return at < end && bytes[at] == wanted;
  }

  private void expect(char wanted) {
    fits &= isAt(wanted);
    at++;
  }

  private long readDigits(int least, int most) {
    long value = 0;
    int from = at;
    while (at < end && at - from < most && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + bytes[at] - '0';
      at++;
    }
    fits &= at - from >= least;
    return value;
  }

  /** Appends a time as {@code 2015-05-17 10:05:03.123}, without the fraction if it is zero. */
  static void append(long time, VectorText target) {
    long day = Math.floorDiv(time, DAY_MS);
    long ofDay = Math.floorMod(time, DAY_MS);
    long date = VectorCalendar.date(day);
    long year = VectorCalendar.year(date);
    if (year >= 0 && year <= 9999) {
      VectorNumberText.appendPadded(year, 4, target);
    } else {
      target.append(year < 0 ? '-' : '+');
      long size = Math.abs(year);
      int digits = 4;
      for (long power = 10_000; size >= power; power *= 10) {
        digits++;
      }
      VectorNumberText.appendPadded(size, digits, target);
    }
    appendPart('-', VectorCalendar.month(date), target);
    appendPart('-', VectorCalendar.day(date), target);
    appendPart(' ', ofDay / HOUR_MS, target);
    appendPart(':', ofDay / MINUTE_MS % 60, target);
    appendPart(':', ofDay / SECOND_MS % 60, target);
    if (ofDay % SECOND_MS != 0) {
      target.append('.');
      VectorNumberText.appendPadded(ofDay % SECOND_MS, 3, target);
    }
  }

  private static void appendPart(char separator, long value, VectorText target) {
    target.append(separator);
    VectorNumberText.appendPadded(value, 2, target);
  }
}
