package dev.inkling.engine.internal;

import java.util.Locale;

/**
 * The proleptic Gregorian calendar in UTC, on numbers only. Days count from 1970-01-01; dates are
 * packed into a long, year, month and day.
 *
 * <p>The conversions count from 1 March of year 0, as a leap day is then the last of its year, in
 * eras of 400 years, which all have the same number of days.
 */
final class VectorCalendar {

  static final long SECOND_MS = 1000;
  static final long MINUTE_MS = 60 * SECOND_MS;
  static final long HOUR_MS = 60 * MINUTE_MS;
  static final long DAY_MS = 24 * HOUR_MS;

  private static final int ERA_DAYS = 146_097;

  /** Days from 0000-03-01 to 1970-01-01. */
  private static final int EPOCH_DAYS = 719_468;

  /** The parts and lengths of time. */
  enum Unit {
    YEAR,
    QUARTER,
    MONTH,
    WEEK,
    DAY,
    /** The day of the week; 1 is Sunday. */
    DOW,
    /** The day of the year. */
    DOY,
    HOUR,
    MINUTE,
    SECOND,
    MILLISECOND;

    /**
     * The unit of this name, in any case.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that are
     */
    static Unit of(String name) {
      String wanted = name.toUpperCase(Locale.ROOT);
      for (Unit unit : values()) {
        if (unit.name().equals(wanted)) {
          return unit;
        }
      }
      throw new IllegalArgumentException(
          "unit must be YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, HOUR, MINUTE, SECOND or"
              + " MILLISECOND, got "
              + name);
    }
  }

  private VectorCalendar() {}

  /** The date of a day, for {@link #year}, {@link #month} and {@link #day}. */
  static long date(long epochDay) {
    long days = epochDay + EPOCH_DAYS;
    long era = Math.floorDiv(days, ERA_DAYS);
    int dayOfEra = (int) (days - era * ERA_DAYS);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    return year << 9 | month << 5 | day;
  }

  /** The year of a date. */
  static long year(long date) {
    return date >> 9;
  }

  /** The month of a date, from 1. */
  static int month(long date) {
    return (int) (date >> 5 & 15);
  }

  /** The day of the month of a date, from 1. */
  static int day(long date) {
    return (int) (date & 31);
  }

  /** The day of a date. */
  static long epochDay(long year, int month, int day) {
    long fromMarch = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(fromMarch, 400);
    int yearOfEra = (int) (fromMarch - era * 400);
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * ERA_DAYS + dayOfEra - EPOCH_DAYS;
  }

  /** How many days a month has. */
  static int daysOfMonth(long year, int month) {
    if (month == 2) {
      boolean isLeap = (year & 3) == 0 && (Math.floorMod(year, 100) != 0 || (year & 15) == 0);
      return isLeap ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** The Monday at or before a day. */
  static long monday(long epochDay) {
    return epochDay - Math.floorMod(epochDay + 3, 7);
  }

  /** The number of a day's week in ISO 8601: that of the year in which its Thursday is. */
  static long isoWeek(long epochDay) {
    long thursday = monday(epochDay) + 3;
    return (dayOfYear(thursday) - 1) / 7 + 1;
  }

  /** A day's number in its year, from 1. */
  static long dayOfYear(long epochDay) {
    return epochDay - epochDay(year(date(epochDay)), 1, 1) + 1;
  }

  /** A day's number in its week; 1 is Sunday. */
  static int dayOfWeek(long epochDay) {
    return Math.floorMod(epochDay + 4, 7) + 1;
  }
}
