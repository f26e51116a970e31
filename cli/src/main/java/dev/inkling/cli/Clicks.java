package dev.inkling.cli;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * A made-up stream of page views whose true answers are known: {@code ts}, {@code user_id}, {@code
 * page}, {@code ms}, {@code status}.
 *
 * <ul>
 *   <li>{@code ts}: 100,000 events per second from 2026-01-01T00:00:00Z on, each up to 500 ms late,
 *       evenly; so rows are out of order by at most half a second
 *   <li>{@code user_id}: evenly from [0, users)
 *   <li>{@code page}: {@code /page/0001} and so on, the n-th with probability proportional to 1/n
 *   <li>{@code ms}: a latency, lognormal with median {@value #MEDIAN_MS} and σ = {@value #SIGMA},
 *       three decimals; the quantile q is median · exp(σ · z(q)), the 99th percentile 192.9
 *   <li>{@code status}: 200 (92 %), 304 (5 %), 404 (2.5 %), 500 (0.5 %)
 * </ul>
 *
 * <p>Rows come in blocks of {@value #BLOCK_ROWS} that depend on the seed and the block's number
 * only: the same bytes on every machine, a longer stream starts with the shorter one, and blocks
 * can be made by several threads. Immutable.
 */
final class Clicks {

  /*
   * Implementation note. All arithmetic that decides about bytes is integer, IEEE 754 or StrictMath,
   * so that no JVM and no intrinsic can change them. Rows are written digit by digit into one array;
   * the date is written as a block-wide prefix because a day has 8.64e9 events and so almost never
   * changes. Normal deviates come in pairs by Marsaglia's polar method.
   */

  /** How a row is written. */
  enum Format {
    /** With a header, comma-separated. */
    CSV,
    /** A JSON object per line. */
    NDJSON
  }

  /** Rows of a block. */
  static final int BLOCK_ROWS = 8_192;

  /** Bytes of a row, at most. */
  private static final int ROW_BYTES = 144;

  static final double MEDIAN_MS = 30;
  static final double SIGMA = 0.8;

  private static final int EVENTS_PER_MS = 100;
  private static final int DISORDER_MS = 500;
  private static final long DAY_MS = 86_400_000L;
  private static final long FIRST_DAY = LocalDate.of(2026, 1, 1).toEpochDay();

  private static final byte[][] CSV_PARTS = parts("", ",", ",", ",", ",", "\n");
  private static final byte[][] NDJSON_PARTS =
      parts("{\"ts\":\"", "\",\"user_id\":", ",\"page\":\"", "\",\"ms\":", ",\"status\":", "}\n");

  private final long seed;
  private final long users;
  private final ZipfTable pages;
  private final int pageDigits;
  private final byte[][] parts;
  private final Format format;

  private Clicks(Format format, long seed, long users, int pages) {
    this.format = format;
    this.seed = seed;
    this.users = users;
    this.pages = ZipfTable.create(pages);
    this.pageDigits = Math.max(4, Integer.toString(pages).length());
    this.parts = format == Format.CSV ? CSV_PARTS : NDJSON_PARTS;
  }

  /**
   * A stream.
   *
   * @param users how many users there may be, in [1, 10^15]
   * @param pages how many pages there are, in [1, 10^7]
   */
  static Clicks create(Format format, long seed, long users, int pages) {
    if (users < 1 || users > 1_000_000_000_000_000L) {
      throw new IllegalArgumentException("users must be in [1, 10^15], got " + users);
    }
    if (pages < 1 || pages > 10_000_000) {
      throw new IllegalArgumentException("pages must be in [1, 10^7], got " + pages);
    }
    return new Clicks(format, seed, users, pages);
  }

  /** What comes before the first row. */
  byte[] header() {
    return format == Format.CSV
        ? "ts,user_id,page,ms,status\n".getBytes(StandardCharsets.US_ASCII)
        : new byte[0];
  }

  /** How large an array must be to take a block. */
  static int blockBytes() {
    return BLOCK_ROWS * ROW_BYTES;
  }

  /**
   * Writes the rows of a block.
   *
   * @param block its number, from 0
   * @param rows how many of its rows, at most {@link #BLOCK_ROWS}
   * @param target at least {@link #blockBytes} long
   * @return how many bytes were written, from 0 on
   */
  int write(long block, int rows, byte[] target) {
    SplitMix random = SplitMix.create(seed, block);
    byte[] beforeTime = parts[0];
    byte[] beforeUser = parts[1];
    byte[] beforePage = parts[2];
    byte[] beforeMs = parts[3];
    byte[] beforeStatus = parts[4];
    byte[] end = parts[5];
    long firstRow = block * BLOCK_ROWS;
    long day = Long.MIN_VALUE;
    byte[] date = beforeTime;
    double spare = 0;
    boolean hasSpare = false;
    int at = 0;
    for (int i = 0; i < rows; i++) {
      long time = (firstRow + i) / EVENTS_PER_MS + random.nextBelow(DISORDER_MS + 1);
      long rowDay = time / DAY_MS;
      if (rowDay != day) {
        day = rowDay;
        date = (LocalDate.ofEpochDay(FIRST_DAY + day) + "T").getBytes(StandardCharsets.US_ASCII);
      }
      at = put(target, at, beforeTime);
      at = put(target, at, date);
      at = putTimeOfDay(target, at, (int) (time - rowDay * DAY_MS));
      at = put(target, at, beforeUser);
      at = putNumber(target, at, random.nextBelow(users));
      at = put(target, at, beforePage);
      at = putPage(target, at, pages.next(random));
      at = put(target, at, beforeMs);
      double normal;
      if (hasSpare) {
        normal = spare;
        hasSpare = false;
      } else {
        double u;
        double v;
        double s;
        do {
          u = 2 * random.nextDouble() - 1;
          v = 2 * random.nextDouble() - 1;
          s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
        normal = u * scale;
        spare = v * scale;
        hasSpare = true;
      }
      at =
          putThousandths(
              target, at, (long) (MEDIAN_MS * StrictMath.exp(SIGMA * normal) * 1000 + 0.5));
      at = put(target, at, beforeStatus);
      at = putStatus(target, at, (int) random.nextBelow(1_000));
      at = put(target, at, end);
    }
    return at;
  }

  private static int put(byte[] target, int at, byte[] text) {
    for (byte b : text) {
      target[at++] = b;
    }
    return at;
  }

  private static int putTimeOfDay(byte[] target, int at, int timeMs) {
    int seconds = timeMs / 1_000;
    int ms = timeMs - seconds * 1_000;
    int minutes = seconds / 60;
    int hours = minutes / 60;
    put2(target, at, hours);
    target[at + 2] = ':';
    put2(target, at + 3, minutes - hours * 60);
    target[at + 5] = ':';
    put2(target, at + 6, seconds - minutes * 60);
    target[at + 8] = '.';
    target[at + 9] = (byte) ('0' + ms / 100);
    put2(target, at + 10, ms % 100);
    target[at + 12] = 'Z';
    return at + 13;
  }

  private static void put2(byte[] target, int at, int value) {
    target[at] = (byte) ('0' + value / 10);
    target[at + 1] = (byte) ('0' + value % 10);
  }

  private static int putNumber(byte[] target, int at, long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    putDigits(target, at, value, digits);
    return at + digits;
  }

  private static void putDigits(byte[] target, int at, long value, int digits) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      long tenth = rest / 10;
      target[i] = (byte) ('0' + (rest - tenth * 10));
      rest = tenth;
    }
  }

  private int putPage(byte[] target, int at, int page) {
    target[at] = '/';
    target[at + 1] = 'p';
    target[at + 2] = 'a';
    target[at + 3] = 'g';
    target[at + 4] = 'e';
    target[at + 5] = '/';
    putDigits(target, at + 6, page, pageDigits);
    return at + 6 + pageDigits;
  }

  private static int putThousandths(byte[] target, int at, long value) {
    long whole = value / 1_000;
    int point = putNumber(target, at, whole);
    target[point] = '.';
    putDigits(target, point + 1, value - whole * 1_000, 3);
    return point + 4;
  }

  private static int putStatus(byte[] target, int at, int thousandth) {
    int status = thousandth < 920 ? 200 : thousandth < 970 ? 304 : thousandth < 995 ? 404 : 500;
    putDigits(target, at, status, 3);
    return at + 3;
  }

  private static byte[][] parts(String... texts) {
    byte[][] parts = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      parts[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
    }
    return parts;
  }
}
