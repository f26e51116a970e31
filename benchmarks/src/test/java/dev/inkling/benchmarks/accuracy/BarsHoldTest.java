package dev.inkling.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Sketch;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bars of every kind and size hold as often as promised, whatever the number of items and of
 * parts that were merged: a short form of what {@code docs/ACCURACY.md} shows.
 */
class BarsHoldTest {

  private static final long[] SIZES = {1, 10, 100, 1_000, 5_000, 30_000};
  private static final int[] PARTS = {1, 2, 64};

  /** Items that all trials of one line may have together. */
  private static final long ITEMS = 1_000_000;

  static List<Question<?>> questions() {
    return Group.all().stream().<Question<?>>flatMap(group -> group.questions().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("questions")
  void barsHoldAsOftenAsPromised(Question<?> question) {
    check(question);
  }

  private static <S extends Sketch<S>> void check(Question<S> question) {
    for (long n : SIZES) {
      int trials = (int) Math.min(200, ITEMS / n);
      for (int parts : PARTS) {
        Coverage coverage = Coverage.of(question, n, parts, trials);
        assertThat(coverage.heldTooSeldom()).as("%s", coverage).isFalse();
      }
    }
  }
}
