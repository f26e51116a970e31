package dev.inkling.sketch.sampling;

/**
 * A seeded generator whose whole state is one long: SplitMix64 (G. Steele, D. Lea, C. Flood, Fast
 * splittable pseudorandom number generators, 2014, doi:10.1145/2660193.2660195). All floating-point
 * functions are from {@link StrictMath}, so that every machine draws the same.
 */
final class Randomness {

  /** 2^64 over the golden ratio, made odd: the step of the generator's counter. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  private Randomness(long state) {
    this.state = state;
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
    return mix(seed);
  }

  long state() {
    return state;
  }

  /** Lets another generator's state take part in all later draws. */
  void stir(long other) {
    state = mix(state + Long.rotateLeft(mix(other), 32));
  }

  long next() {
    state += STEP;
    return mix(state);
  }

  /** SplitMix64's finaliser, a bijection: the variant 13 of D. Stafford. */
  static long mix(long x) {
    long z = x;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in {@code [0, bound)}, without bias. */
  long below(long bound) {
    while (true) {
      long bits = next() >>> 1;
      long value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return value;
      }
    }
  }

  /** Uniform in (0, 1): an odd multiple of 2^-54. */
  double uniform() {
    return ((next() >>> 11) + 0.5) * 0x1p-53;
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
}
