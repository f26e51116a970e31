package dev.inkling.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.distinct.HyperLogLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sketch that is a little wrong is named in the report; one that is right is not. */
class WrongSketchTest {

  private static final int PRECISION = 10;
  private static final double ERROR = 1.04 / Math.sqrt(1 << PRECISION);

  private final DistinctSubject wrong =
      DistinctSubject.of(
          Label.inkling("one register in 16 off by one", HyperLogLog.class),
          () -> new OffByOne(HyperLogLog.create(PRECISION)),
          ERROR);

  private final DistinctSubject right =
      Families.distinctSubjects().stream()
          .filter(subject -> subject.label().sketch().equals("HyperLogLog p=" + PRECISION))
          .findFirst()
          .orElseThrow();

  /** Counts a leading zero too many in one register of sixteen. */
  private record OffByOne(HyperLogLog state) implements DistinctCounter {

    @Override
    public void add(long[] values, int length) {
      long index = (1 << PRECISION) - 1;
      for (int i = 0; i < length; i++) {
        long hash = state.hash64().hash(values[i]);
        boolean off = (hash & 15) == 0;
        state.addHash(off ? (hash >>> 1 & ~index) | (hash & index) : hash);
      }
    }

    @Override
    public double estimate() {
      return state.estimate();
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      return new OffByOne(state.copy().merge(((OffByOne) other).state));
    }

    @Override
    public double storedBytes() {
      return state.serializedBytes();
    }
  }

  @Test
  void aSketchWhoseRegistersAreOffIsBiasedInTheReport() {
    assertThat(report(wrong)).contains("**biased");
  }

  @Test
  void theSketchThatIsRightIsAsPromisedInTheReport() {
    assertThat(report(right)).contains("as promised").doesNotContain("**biased", "**less exact");
  }

  private static String report(DistinctSubject subject) {
    Rows rows = new Rows(new DistinctTrials(400, 100_000).growing(subject, 1_000, 100_000));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new DistinctPage(rows, out, List.of(subject)).print();
    // the last table says nothing of a subject that only grew
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("| " + subject.label()))
        .findFirst()
        .orElseThrow();
  }
}
