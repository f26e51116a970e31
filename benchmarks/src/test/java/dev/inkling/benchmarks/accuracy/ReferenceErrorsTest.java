package dev.inkling.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our measurement of hash4j's sketches agrees with what their authors publish: bias and RMSE of
 * 100,000 trials for each number of values. Tolerances follow from the numbers of trials.
 */
class ReferenceErrorsTest {

  private static final int TRIALS = 1_000;
  private static final double THEIR_TRIALS = 100_000;

  /** From where on values are simulated here. */
  private static final long ADDED = 20_000;

  /** The chance that a comparison of equals fails. */
  private static final double LEVEL = 1e-6;

  private static final double Z =
      new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - LEVEL / 2);

  private static final double[] SIZES = {
    986, 10_154, 100_489, 1_045_130, 97_672_077, 9.390407e6, 2.46812455e8
  };

  /** The default estimator's. */
  private record Published(double bias, double rmse) {}

  @ParameterizedTest
  @ValueSource(strings = {"hyperloglog", "ultraloglog"})
  void errorsAreThoseThatTheAuthorsPublish(String kind) throws IOException {
    Path file = reference().resolve(kind + "-estimation-error-p12.csv");
    Assumptions.assumeTrue(
        Files.exists(file), () -> "not compared: there is no reference at " + file);
    Map<Double, Published> published = read(file);
    DistinctSubject subject =
        kind.equals("hyperloglog") ? Hash4jCounters.hll(12) : Hash4jCounters.ull(12);
    double[] sizes = Arrays.stream(SIZES).filter(published::containsKey).sorted().toArray();
    assertThat(sizes.length).isGreaterThan(3);
    for (Row row : new DistinctTrials(TRIALS, ADDED).growing(subject, sizes)) {
      Published theirs = published.get(row.n());
      double noise = theirs.rmse() * Math.sqrt(1.0 / TRIALS + 1 / THEIR_TRIALS);
      assertThat(Math.abs(row.errors().bias() - theirs.bias()))
          .as("bias at n = %s", row.n())
          .isLessThan(Z * noise);
      double ratio = Math.pow(row.errors().rmse() / theirs.rmse(), 2);
      ChiSquaredDistribution square = new ChiSquaredDistribution(null, TRIALS);
      // what their mean square may be off by, by the same reasoning
      double slack = Z * Math.sqrt(2 / THEIR_TRIALS);
      assertThat(ratio)
          .as("mean square at n = %s, relative to theirs", row.n())
          .isBetween(
              square.inverseCumulativeProbability(LEVEL / 2) / TRIALS * (1 - slack),
              square.inverseCumulativeProbability(1 - LEVEL / 2) / TRIALS * (1 + slack));
    }
  }

  /** Beside the repository, seen from the module's folder or from the root. */
  private static Path reference() {
    for (String up : List.of("../..", "..")) {
      Path folder = Path.of(up, "shared", "accuracy-reference", "hash4j");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return Path.of("../../shared/accuracy-reference/hash4j");
  }

  /** By number of values; two lines of header, fields parted by semicolons. */
  private static Map<Double, Published> read(Path file) throws IOException {
    Map<Double, Published> published = new TreeMap<>();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(1))
        .startsWith("distinct count; relative bias default; relative rmse default;");
    for (String line : lines.subList(2, lines.size())) {
      String[] fields = line.split(";", -1);
      published.put(
          Double.parseDouble(fields[0]),
          new Published(Double.parseDouble(fields[1]), Double.parseDouble(fields[2])));
    }
    return published;
  }
}
