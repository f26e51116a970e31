package dev.inkling.benchmarks.speed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The values that sketches are fed with; the same in every fork. */
final class RandomValues {

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  private static final long SEED = 20_240_229;

  private RandomValues() {}

  /** Uniform longs. */
  static long[] longs(int n) {
    return new SplittableRandom(SEED).longs(n).toArray();
  }

  /** Uniform longs, different from those of {@link #longs} but for chance. */
  static long[] otherLongs(int n) {
    return new SplittableRandom(~SEED).longs(n).toArray();
  }

  /** Uniform ints in {@code [0, bound)}. */
  static int[] ints(int n, int bound) {
    return new SplittableRandom(SEED).ints(n, 0, bound).toArray();
  }

  /** Uniform doubles in [0, 1). */
  static double[] uniform(int n) {
    return new SplittableRandom(SEED).doubles(n).toArray();
  }

  /** Lognormal doubles with median 1 and sigma 1. */
  static double[] lognormal(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = new double[n];
    Arrays.setAll(values, i -> Math.exp(random.nextGaussian()));
    return values;
  }

  /** Texts of 12 to 20 lower-case letters and digits. */
  static String[] texts(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    String[] texts = new String[n];
    for (int i = 0; i < n; i++) {
      byte[] letters = new byte[random.nextInt(12, 21)];
      for (int j = 0; j < letters.length; j++) {
        letters[j] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      }
      texts[i] = new String(letters, StandardCharsets.US_ASCII);
    }
    return texts;
  }

  /** Items 0 to {@code items − 1} with Zipf frequencies: item i in proportion to (i + 1)^−s. */
  static int[] zipf(int n, int items, double s) {
    double[] upTo = new double[items];
    double sum = 0;
    for (int i = 0; i < items; i++) {
      sum += Math.pow(i + 1, -s);
      upTo[i] = sum;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      int at = Arrays.binarySearch(upTo, random.nextDouble() * sum);
      values[i] = Math.min(items - 1, at < 0 ? ~at : at);
    }
    return values;
  }
}
