package dev.inkling.benchmarks.engine;

import java.util.SplittableRandom;

/**
 * Generated events, the same ones for every engine and however many threads ask: what event i is
 * depends on i alone. 100,000 events are a second of event time, which rises with a disorder of up
 * to {@link #MAX_DISORDER_MS}; keys are Zipf(1.0), users uniform, values lognormal(3, 1).
 *
 * <p>Safe for use by many threads.
 */
public final class Events {

  /** How many events a millisecond of event time has. */
  public static final int PER_MS = 100;

  /** By how much an event may be older than one that came before it. */
  public static final int MAX_DISORDER_MS = 500;

  /** Users are 0 to this, exclusive. */
  public static final int USERS = 10_000_000;

  /** The largest value is below e to this: where the lognormal distribution is cut off. */
  public static final double LARGEST_LOG = 7;

  /*
   * Implementation note. A key is drawn from two tables (Walker's alias method); a value is
   * interpolated between the 1,024-quantiles of its distribution. 64 mixed bits of
   * its number are an event's user and its disorder; multiplied, they are its key and its value.
   */

  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long OTHER = 0xD1B54A32D192ED03L;
  private static final int STRATA = 1024;

  private final int keys;
  private final long seed;
  private final int[] alias;
  private final int[] threshold;
  private final double[] quantiles = new double[STRATA + 1];

  /** Events with keys 0 to {@code keys}, exclusive. */
  public Events(int keys) {
    this(keys, 20_260_101);
  }

  /** Other events of the same kind for every seed. */
  public Events(int keys, long seed) {
    if (keys < 1) {
      throw new IllegalArgumentException("keys must be at least 1, got " + keys);
    }
    this.keys = keys;
    this.seed = seed;
    this.alias = new int[keys];
    this.threshold = new int[keys];
    fillAlias();
    fillQuantiles();
  }

  private void fillAlias() {
    double sum = 0;
    for (int key = 0; key < keys; key++) {
      sum += 1.0 / (key + 1);
    }
    double[] share = new double[keys];
    int[] open = new int[keys]; // those below the mean from the left, the others from the right
    int small = 0;
    int large = keys;
    for (int key = 0; key < keys; key++) {
      share[key] = keys / (sum * (key + 1));
      alias[key] = key;
      if (share[key] < 1) {
        open[small++] = key;
      } else {
        open[--large] = key;
      }
    }
    while (small > 0 && large < keys) {
      int poor = open[--small];
      int rich = open[large];
      alias[poor] = rich;
      threshold[poor] = (int) (share[poor] * 0x1p31);
      share[rich] -= 1 - share[poor];
      if (share[rich] < 1) {
        large++;
        open[small++] = rich;
      }
    }
    while (small > 0) {
      threshold[open[--small]] = Integer.MAX_VALUE;
    }
    while (large < keys) {
      threshold[open[large++]] = Integer.MAX_VALUE;
    }
  }

  /** Quantiles of lognormal(3, 1), from a sorted sample of normal values with a fixed seed. */
  private void fillQuantiles() {
    int sample = STRATA * 64;
    SplittableRandom random = new SplittableRandom(7);
    double[] values = new double[sample];
    for (int i = 0; i < sample; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      double normal = radius * Math.cos(2 * Math.PI * random.nextDouble());
      values[i] = Math.exp(Math.max(-1, Math.min(LARGEST_LOG, 3 + normal)));
    }
    java.util.Arrays.sort(values);
    for (int q = 0; q <= STRATA; q++) {
      quantiles[q] = values[Math.min(sample - 1, q * 64)];
    }
  }

  /** The random bits of an event. */
  private long bits(long i) {
    long x = (seed + i) * GAMMA;
    x = (x ^ x >>> 32) * 0xD6E8FEB86659FD93L;
    return x ^ x >>> 29;
  }

  /** How many different keys there may be. */
  public int keys() {
    return keys;
  }

  /** The event time of event i, in milliseconds. */
  public long timeMs(long i) {
    return time(i, bits(i));
  }

  /** The key of event i. */
  public int key(long i) {
    return keyOf(bits(i) * OTHER);
  }

  /** The user of event i. */
  public long user(long i) {
    return userOf(bits(i));
  }

  /** The value of event i. */
  public double value(long i) {
    return valueOf(bits(i) * OTHER);
  }

  private static long time(long i, long bits) {
    return i / PER_MS + MAX_DISORDER_MS - (((bits & 0xFFFFFFFFL) * (MAX_DISORDER_MS + 1)) >>> 32);
  }

  private static long userOf(long bits) {
    return ((bits >>> 32) * USERS) >>> 32;
  }

  private int keyOf(long bits) {
    long product = (bits >>> 32) * keys;
    int slot = (int) (product >>> 32);
    int other = alias[slot];
    return ((int) product >>> 1) < threshold[slot] ? slot : other;
  }

  private double valueOf(long bits) {
    int stratum = (int) (bits >>> 22) & (STRATA - 1);
    double fraction = (bits & ((1 << 22) - 1)) * 0x1p-22;
    double low = quantiles[stratum];
    return low + fraction * (quantiles[stratum + 1] - low);
  }

  /**
   * Writes the events {@code first}, {@code first + step}, {@code first + 2·step} … as columns.
   *
   * @param rows how many
   * @param times receives event times
   * @param keyColumn receives keys
   * @param users receives users; null if nobody asks for them
   * @param values receives values; null if nobody asks for them
   */
  public void fill(
      long first,
      long step,
      int rows,
      long[] times,
      long[] keyColumn,
      long[] users,
      double[] values) {
    if (users != null && values == null) {
      for (int row = 0; row < rows; row++) {
        long i = first + row * step;
        long bits = bits(i);
        times[row] = time(i, bits);
        users[row] = userOf(bits);
        keyColumn[row] = keyOf(bits * OTHER);
      }
      return;
    }
    for (int row = 0; row < rows; row++) {
      long i = first + row * step;
      long bits = bits(i);
      times[row] = time(i, bits);
      keyColumn[row] = keyOf(bits * OTHER);
    }
    for (int row = 0; values != null && row < rows; row++) {
      values[row] = valueOf(bits(first + row * step) * OTHER);
    }
    for (int row = 0; users != null && row < rows; row++) {
      users[row] = userOf(bits(first + row * step));
    }
  }
}
