package dev.inkling.engine.io;

/** Instants out of bytes, in milliseconds since 1970-01-01T00:00Z, without allocation. */
final class Timestamps {

  /** What is returned for a text that is none; no text in these formats means it. */
  static final long NONE = Long.MIN_VALUE;

  private static final long DAY_MS = 86_400_000L;

  /** The three letters of each month, lower case, as a number. */
  private static final int[] MONTHS = new int[12];

  static {
    String names = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int i = 0; i < 12; i++) {
      MONTHS[i] =
          names.charAt(3 * i) << 16 | names.charAt(3 * i + 1) << 8 | names.charAt(3 * i + 2);
    }
  }

  private Timestamps() {}

  /**
   * ISO 8601: {@code yyyy-MM-dd}, then perhaps {@code T} or a space and {@code HH:mm[:ss[.f]]} with
   * one to nine digits of fraction, of which the first three count, and then perhaps {@code Z},
   * {@code ±HH}, {@code ±HHmm} or {@code ±HH:mm}, a space before it or not. UTC if there is no
   * zone. Years 0000 to 9999; neither 24:00 nor a 60th second.
   *
   * @return milliseconds, or {@link #NONE}
   */
  static long iso(byte[] b, int from, int to) {
    if (to - from < 10 || b[from + 4] != '-' || b[from + 7] != '-') {
      return NONE;
    }
    int year = two(b, from) * 100 + two(b, from + 2);
    int month = two(b, from + 5);
    int day = two(b, from + 8);
    if (!isTwo(b, from) || !isTwo(b, from + 2) || !isDate(year, month, day)) {
      return NONE;
    }
    long days = epochDay(year, month, day);
    int i = from + 10;
    if (i == to) {
      return days * DAY_MS;
    }
    if (to - i < 6 || (b[i] != 'T' && b[i] != ' ' && b[i] != 't') || b[i + 3] != ':') {
      return NONE;
    }
    int hour = two(b, i + 1);
    int minute = two(b, i + 4);
    int second = 0;
    int ms = 0;
    i += 6;
    if (i < to && b[i] == ':') {
      if (to - i < 3) {
        return NONE;
      }
      second = two(b, i + 1);
      i += 3;
      if (i < to && (b[i] == '.' || b[i] == ',')) {
        int start = ++i;
        for (; i < to && isDigit(b[i]); i++) {
          if (i - start < 3) {
            ms = ms * 10 + b[i] - '0';
          }
        }
        int digits = i - start;
        if (digits == 0 || digits > 9) {
          return NONE;
        }
        ms *= digits == 1 ? 100 : digits == 2 ? 10 : 1;
      }
    }
    if (hour > 23 || minute > 59 || second > 59 || hour < 0 || minute < 0 || second < 0) {
      return NONE;
    }
    int offset = offsetMinutes(b, i, to);
    if (offset == BAD_OFFSET) {
      return NONE;
    }
    return days * DAY_MS + ((hour * 60 + minute - offset) * 60 + second) * 1000L + ms;
  }

  /**
   * The time of a web server's log: {@code dd/MMM/yyyy:HH:mm:ss ±HHmm}; the months are English, in
   * any case.
   *
   * @return milliseconds, or {@link #NONE}
   */
  static long accessLog(byte[] b, int from, int to) {
    if (to - from != 26
        || b[from + 2] != '/'
        || b[from + 6] != '/'
        || b[from + 11] != ':'
        || b[from + 14] != ':'
        || b[from + 17] != ':'
        || b[from + 20] != ' ') {
      return NONE;
    }
    int day = two(b, from);
    int month = month(b, from + 3);
    int year = two(b, from + 7) * 100 + two(b, from + 9);
    int hour = two(b, from + 12);
    int minute = two(b, from + 15);
    int second = two(b, from + 18);
    int offset = offsetMinutes(b, from + 21, to);
    if (!isTwo(b, from + 7)
        || !isTwo(b, from + 9)
        || !isDate(year, month, day)
        || hour > 23
        || minute > 59
        || second > 59
        || hour < 0
        || minute < 0
        || second < 0
        || offset == BAD_OFFSET) {
      return NONE;
    }
    return epochDay(year, month, day) * DAY_MS
        + ((hour * 60 + minute - offset) * 60 + second) * 1000L;
  }

  private static final int BAD_OFFSET = Integer.MIN_VALUE;

  /** The zone in {@code [i, to)} in minutes east; 0 if the range is empty. */
  private static int offsetMinutes(byte[] b, int i, int to) {
    if (i == to) {
      return 0;
    }
    if (b[i] == ' ') {
      i++;
    }
    int left = to - i;
    if (left == 1 && (b[i] == 'Z' || b[i] == 'z')) {
      return 0;
    }
    if (left < 3 || (b[i] != '+' && b[i] != '-')) {
      return BAD_OFFSET;
    }
    int hours = two(b, i + 1);
    int minutes;
    if (left == 3) {
      minutes = 0;
    } else if (left == 5) {
      minutes = two(b, i + 3);
    } else if (left == 6 && b[i + 3] == ':') {
      minutes = two(b, i + 4);
    } else {
      return BAD_OFFSET;
    }
    if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
      return BAD_OFFSET;
    }
    int offset = hours * 60 + minutes;
    return b[i] == '-' ? -offset : offset;
  }

  /** The days from 1970-01-01 to this date of the proleptic Gregorian calendar. */
  static long epochDay(int year, int month, int day) {
    // years begin in March, so that the leap day is a year's last
    int y = month > 2 ? year : year - 1;
    int m = month > 2 ? month - 3 : month + 9;
    int leaps = Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400);
    // (153 m + 2) / 5 is the number of days before month m; 719,468 that of days before 1970
    return 365L * y + leaps + (153 * m + 2) / 5 + day - 1 - 719_468;
  }

  private static boolean isDate(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    if (day <= 28) {
      return true;
    }
    if (month == 2) {
      return day == 29 && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0));
    }
    return day <= 30 || (day == 31 && month != 4 && month != 6 && month != 9 && month != 11);
  }

  private static int month(byte[] b, int i) {
    int letters = (b[i] & 0xFF) << 16 | (b[i + 1] & 0xFF) << 8 | (b[i + 2] & 0xFF);
    for (int m = 0; m < 12; m++) {
      if ((letters | 0x202020) == MONTHS[m]) {
        return m + 1;
      }
    }
    return 0;
  }

  /** Two digits as a number; something negative if they are no digits. */
  private static int two(byte[] b, int i) {
    return isTwo(b, i) ? (b[i] - '0') * 10 + b[i + 1] - '0' : -1000;
  }

  private static boolean isTwo(byte[] b, int i) {
    return isDigit(b[i]) && isDigit(b[i + 1]);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
