package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Numbers between 0 and 1, and subsets of places. */
final class RandomnessTest {

  private static final int RUNS = 100_000;

  @Test
  void noUniformNumberIsAnEnd() {
    assertThat(Randomness.uniformOf(0)).isEqualTo(0x1p-53);
    assertThat(Randomness.uniformOf(-1)).isEqualTo(1 - 0x1p-53);
    for (int i = 0; i < 64; i++) {
      assertThat(Randomness.uniformOf(-1L << i)).isStrictlyBetween(0.0, 1.0);
      assertThat(Randomness.uniformOf(-1L >>> i)).isStrictlyBetween(0.0, 1.0);
    }
  }

  @Test
  void everySubsetOfAFewPlacesIsEquallyLikely() {
    for (int chosen = 2; chosen <= 6; chosen++) {
      Randomness random = Randomness.ofSeed(chosen);
      DrawnSubsets drawn = new DrawnSubsets(1 << 8);
      for (int run = 0; run < RUNS; run++) {
        drawn.add((int) random.subset(8, chosen)[0]);
      }
      drawn.check(chosen + " of 8", DrawnSubsets.uniform(8, chosen));
    }
  }

  /** Of eight places on both sides of a word's end, when 30 or 45 of 70 are chosen. */
  @Test
  void subsetsOfManyPlacesAreUniformAcrossWords() {
    for (int chosen : new int[] {30, 45}) {
      double[] probabilities = new double[1 << 8];
      for (int set = 0; set < probabilities.length; set++) {
        int in = Integer.bitCount(set);
        double p = 1;
        for (int i = 0; i < in; i++) {
          p *= (chosen - i) / (70.0 - i);
        }
        for (int i = 0; i < 8 - in; i++) {
          p *= (70.0 - chosen - i) / (70.0 - in - i);
        }
        probabilities[set] = p;
      }
      Randomness random = Randomness.ofSeed(chosen);
      DrawnSubsets drawn = new DrawnSubsets(1 << 8);
      for (int run = 0; run < RUNS; run++) {
        long[] set = random.subset(70, chosen);
        assertThat(Long.bitCount(set[0]) + Long.bitCount(set[1])).isEqualTo(chosen);
        assertThat(set[1] >>> 6).isZero();
        drawn.add((int) ((set[0] >>> 60) | ((set[1] & 0xF) << 4)));
      }
      drawn.check(chosen + " of 70", probabilities);
    }
  }

  @Test
  void noneAndAllAreSubsets() {
    Randomness random = Randomness.ofSeed(3);
    for (int n : new int[] {1, 63, 64, 65, 128}) {
      int none = 0;
      int all = 0;
      for (long word : random.subset(n, 0)) {
        none += Long.bitCount(word);
      }
      for (long word : random.subset(n, n)) {
        all += Long.bitCount(word);
      }
      assertThat(none).isZero();
      assertThat(all).isEqualTo(n);
    }
  }
}
