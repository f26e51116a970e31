package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.SplitMix64;

/**
 * A seeded generator whose whole state is one long, a {@link SplitMix64}. All floating-point
 * functions are from {@link StrictMath} or {@link PortableMath}, so that every machine draws the
 * same.
 */
final class Randomness {

  /* implementation note
   *
   * exponential() is the ziggurat of G. Marsaglia, W. Tsang, The ziggurat method for generating
   * random variables, 2000, doi:10.18637/jss.v005.i08, with 256 layers of the area AREA: EDGE[i] is
   * the right edge of layer i, the first being that of a rectangle as large as the layer with the
   * tail, HEIGHT[i] is exp(-EDGE[i]). Layer and place in it come from different bits of one draw.
   */

  private static final int LAYERS = 256;

  /** Where the tail begins. */
  private static final double TAIL = 7.69711747013104972;

  /** Of each layer, and of the lowest with the tail: (TAIL + 1) exp(-TAIL). */
  private static final double AREA = (TAIL + 1) * StrictMath.exp(-TAIL);

  private static final double[] EDGE = edges();
  private static final double[] HEIGHT = heights();

  private long state;

  private Randomness(long state) {
    this.state = state;
  }

  private static double[] edges() {
    double[] edges = new double[LAYERS + 1];
    edges[0] = AREA * StrictMath.exp(TAIL);
    edges[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      edges[i] = -StrictMath.log(StrictMath.exp(-edges[i - 1]) + AREA / edges[i - 1]);
    }
    return edges;
  }

  private static double[] heights() {
    double[] heights = new double[LAYERS + 1];
    for (int i = 0; i <= LAYERS; i++) {
      heights[i] = StrictMath.exp(-EDGE[i]);
    }
    return heights;
  }

  /** A generator whose sequence does not overlap that of a neighbouring seed. */
  static Randomness ofSeed(long seed) {
    return new Randomness(stateOfSeed(seed));
  }

  /** The generator with this {@link #state()}. */
  static Randomness ofState(long state) {
    return new Randomness(state);
  }

  /** The {@link #state()} of {@code ofSeed(seed)}. */
  static long stateOfSeed(long seed) {
    return SplitMix64.mix(seed);
  }

  long state() {
    return state;
  }

  /** Goes on from another {@link #state()}. */
  void state(long other) {
    state = other;
  }

  /** Lets another generator's state take part in all later draws. */
  void stir(long other) {
    state = SplitMix64.mix(state + Long.rotateLeft(SplitMix64.mix(other), 32));
  }

  /** The next 64 bits. */
  long next() {
    long draw = SplitMix64.next(state);
    state += SplitMix64.STEP;
    return draw;
  }

  /**
   * Uniform in {@code [0, bound)}, without bias: D. Lemire, Fast random integer generation in an
   * interval, 2019, doi:10.1145/3230636.
   *
   * @param bound at least 1
   */
  long below(long bound) {
    long bits = next();
    long low = bits * bound;
    if (Long.compareUnsigned(low, bound) < 0) {
      long biased = Long.remainderUnsigned(-bound, bound);
      while (Long.compareUnsigned(low, biased) < 0) {
        bits = next();
        low = bits * bound;
      }
    }
    // the high word of the unsigned product; the bound has no sign bit
    return Math.multiplyHigh(bits, bound) + (bits >> 63 & bound);
  }

  /** Uniform in (0, 1), never an end: an odd multiple of 2^-53. */
  double uniform() {
    return uniformOf(next());
  }

  /** The number in (0, 1) of these bits: with one bit more the largest would be rounded to 1. */
  static double uniformOf(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }

  /** Exponential with mean 1; at least 0. */
  double exponential() {
    double shift = 0;
    while (true) {
      long bits = next();
      int layer = (int) bits & (LAYERS - 1);
      double x = (bits >>> 11) * 0x1p-53 * EDGE[layer];
      if (x < EDGE[layer + 1]) {
        return shift + x;
      }
      if (layer == 0) {
        // the tail is the whole again
        shift += TAIL;
      } else {
        double y = HEIGHT[layer] + uniform() * (HEIGHT[layer + 1] - HEIGHT[layer]);
        if (y < StrictMath.exp(-x)) {
          return shift + x;
        }
      }
    }
  }

  /** Standard normal: the polar method of G. Marsaglia, T. Bray, 1964, doi:10.1137/1006063. */
  double normal() {
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double s = x * x + y * y;
      if (s > 0 && s < 1) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  /**
   * Gamma with this shape, at least 1, and scale 1: G. Marsaglia, W. Tsang, A simple method for
   * generating gamma variables, 2000, doi:10.1145/358407.358414.
   */
  double gamma(double shape) {
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = normal();
      double root = 1 + c * x;
      if (root > 0) {
        double v = root * root * root;
        if (StrictMath.log(uniform()) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
          return d * v;
        }
      }
    }
  }

  /**
   * The k-th smallest of n uniform numbers in (0, 1).
   *
   * @param k from 1 to n
   */
  double smallest(long k, long n) {
    double a = gamma((double) k);
    double b = gamma((double) (n - k) + 1);
    return Math.min(1 - 0x1p-53, Math.max(Double.MIN_NORMAL, a / (a + b)));
  }

  /** Moves a uniform subset of {@code chosen} of the first {@code held} items to the front. */
  void choose(long[] items, int held, int chosen) {
    boolean few = chosen <= held / 2;
    int swaps = few ? chosen : held - chosen;
    long bits = 0;
    for (int i = 0; i < swaps; i++) {
      // two draws of 32 bits from one of 64
      bits = (i & 1) == 0 ? next() : bits >>> 32;
      int at = below(held - i, bits);
      if (few) {
        swap(items, i, i + at);
      } else {
        swap(items, held - 1 - i, at);
      }
    }
  }

  /**
   * A uniform subset of {@code chosen} of the numbers in {@code [0, n)}, as a bit set. It is drawn
   * by itself or by what it lacks, whichever is less, at 1.4 draws per number at most.
   */
  long[] subset(int n, int chosen) {
    boolean few = chosen <= n / 2;
    long[] set = new long[(n + 63) >>> 6];
    int rest = few ? chosen : n - chosen;
    long bits = 0;
    for (int i = 0; rest > 0; i++) {
      // two draws of 32 bits from one of 64
      bits = (i & 1) == 0 ? next() : bits >>> 32;
      int at = below(n, bits);
      long word = set[at >> 6];
      long with = word | 1L << at;
      set[at >> 6] = with;
      rest -= with == word ? 0 : 1;
    }
    if (!few) {
      for (int i = 0; i < set.length; i++) {
        set[i] = ~set[i];
      }
      set[set.length - 1] &= -1L >>> -n;
    }
    return set;
  }

  /** Uniform in {@code [0, bound)}, without bias, by 32 random bits and more where they fail. */
  private int below(int bound, long bits) {
    long product = (bits & 0xFFFF_FFFFL) * bound;
    if ((product & 0xFFFF_FFFFL) < bound) {
      long biased = 0x1_0000_0000L % bound;
      while ((product & 0xFFFF_FFFFL) < biased) {
        product = (next() >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  private static void swap(long[] items, int i, int j) {
    long item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}
