package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueSortTest {

  private static final String[] KINDS = {
    "uniform", "lognormal", "pareto", "sorted", "reversed", "few", "narrowing", "infinities", "huge"
  };

  /** Up to, at and above the sizes where another method sorts. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 1_000, 1_024, 4_096, 4_097})
  void valuesAreSortedWhateverTheCentroidsAre(int count) {
    for (String like : KINDS) {
      Centroids centroids = Centroids.create();
      double[] earlier = TDigestTest.stream(like, 3_000);
      for (int i = 0; i < earlier.length; i++) {
        earlier[i] += 0.0;
      }
      Arrays.sort(earlier);
      centroids.absorb(earlier, earlier.length, 200, true);
      for (String kind : KINDS) {
        double[] values = TDigestTest.stream(kind, count);
        for (int i = 0; i < count; i++) {
          values[i] += 0.0;
        }
        double[] expected = values.clone();
        Arrays.sort(expected);
        for (Centroids known : new Centroids[] {Centroids.NONE, centroids}) {
          double[] sorted = ValueSort.sort(values.clone(), count, known);
          assertThat(Arrays.copyOf(sorted, count))
              .as("%s after %s", kind, like)
              .isEqualTo(expected);
        }
      }
    }
  }
}
