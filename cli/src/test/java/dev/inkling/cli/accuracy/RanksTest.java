package dev.inkling.cli.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exact quantiles and rank errors against a sorted array. */
class RanksTest {

  @TempDir Path folder;

  private Ranks ranks(double[] values, double... asked) throws IOException {
    try (ValueCounts counts = ValueCounts.create(KeyForm.NUMBER, 1, folder)) {
      Chunks.doubles(values.length, i -> values[i]).forEach(counts::accept);
      try (CountedValues counted = counts.finish()) {
        return Ranks.of(counted, asked);
      }
    }
  }

  @Test
  void truthsAreTheNumbersAtTheirRanks() throws IOException {
    for (int n : new int[] {1, 2, 7, 1_000, 12_345}) {
      double[] values =
          IntStream.range(0, n).mapToDouble(i -> Seeds.random(3, i) % 2_000 / 4.0).toArray();
      Ranks ranks = ranks(values);
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < Ranks.FRACTIONS.length; i++) {
        int rank = Math.max(1, (int) Math.ceil(Ranks.FRACTIONS[i] * n));
        assertThat(ranks.truth(i)).isEqualTo(sorted[rank - 1]);
      }
    }
  }

  @Test
  void errorsAreDistancesToTheRanksOfANumber() throws IOException {
    // 10 of each of 0 … 99: the median has ranks 491 to 500
    double[] values = IntStream.range(0, 1_000).mapToDouble(i -> i % 100).toArray();
    double[] asked = {49, 49.5, 48.5, 50, 48, -1, 100, -0.0};
    Ranks ranks = ranks(values, asked);
    int half = Arrays.binarySearch(Ranks.FRACTIONS, 0.5);
    assertThat(ranks.truth(half)).isEqualTo(49);
    assertThat(ranks.error(half, 49)).isZero();
    assertThat(ranks.error(half, 49.5)).isZero(); // between ranks 500 and 501
    assertThat(ranks.error(half, 50)).isEqualTo(0.001); // 501 is the nearest
    assertThat(ranks.error(half, 48.5)).isEqualTo(0.009); // 491 is
    assertThat(ranks.error(half, 48)).isEqualTo(0.01);
    assertThat(ranks.error(half, -1)).isEqualTo(0.499);
    assertThat(ranks.error(half, 100)).isEqualTo(0.5);
    assertThat(ranks.error(half, 0.0)).isEqualTo(0.49);
  }

  @Test
  void aNumberThatIsMostOfAllHasManyRanks() throws IOException {
    double[] values = IntStream.range(0, 1_000).mapToDouble(i -> i < 900 ? 5 : 6).toArray();
    Ranks ranks = ranks(values, 5, 6);
    assertThat(ranks.error(0, 5)).isZero();
    assertThat(ranks.error(4, 5)).isZero();
    assertThat(ranks.error(7, 5)).isEqualTo(0.099);
    assertThat(ranks.error(7, 6)).isZero();
  }
}
