package dev.inkling.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.History;
import dev.inkling.benchmarks.results.Machine;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Run;
import dev.inkling.benchmarks.results.Subject;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sketch that is broken on purpose is flagged; a good one measured again is not. */
class BrokenSketchTest {

  private static final int PRECISION = 10;
  private static final int TRIALS = 200;
  private static final int[] SIZES = {1_000, 5_000, 20_000, 50_000};

  @TempDir Path folder;

  /** Measures an estimator of distinct items that works on filled sketches. */
  private Path measure(String name, long seed, UnaryOperator<HyperLogLog> change)
      throws IOException {
    Machine machine = new Machine(2, "cpu", "os", "17", 512);
    Results results =
        new Results(new Run(name, "accuracy", Instant.EPOCH, "c", "1", "quick", machine));
    for (int n : SIZES) {
      double squares = 0;
      double fourthPowers = 0;
      long held = 0;
      SplittableRandom random = new SplittableRandom(seed + n);
      for (int trial = 0; trial < TRIALS; trial++) {
        HyperLogLog sketch = HyperLogLog.create(PRECISION);
        for (int i = 0; i < n; i++) {
          sketch.addHash(random.nextLong());
        }
        HyperLogLog measured = change.apply(sketch);
        double error = measured.estimate() / n - 1;
        squares += error * error;
        fourthPowers += error * error * error * error;
        held += measured.estimate(0.95).contains(n) ? 1 : 0;
      }
      Subject subject = Subject.of("accuracy", "Inkling HyperLogLog p=10", "1").with("n", n);
      double square = squares / TRIALS;
      double rmse = Math.sqrt(square);
      double variance = fourthPowers / TRIALS - square * square;
      double error = Math.sqrt(variance / TRIALS) / (2 * rmse);
      results.add(subject.estimate("rmse", "%", Direction.LOWER, 100 * rmse, 100 * error, TRIALS));
      results.add(subject.share("held at 95 %", Direction.HIGHER, held, TRIALS));
    }
    History.append(folder.resolve("history.csv"), results);
    return results.write(folder);
  }

  /** The same with every so-manieth register off by one, by the bytes that are documented. */
  private static HyperLogLog offByOne(HyperLogLog sketch, int every) {
    byte[] bytes = sketch.toByteArray();
    assertThat(bytes[18]).as("form: dense").isEqualTo((byte) 1);
    ByteBuffer image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int register = 0; register < 1 << PRECISION; register += every) {
      int bit = 6 * register;
      int at = 20 + bit / 8;
      int shift = bit % 8;
      int word = (bytes[at] & 0xff) | (at + 1 < bytes.length ? (bytes[at + 1] & 0xff) << 8 : 0);
      int value = word >>> shift & 0x3f;
      word += value < 65 - PRECISION ? 1 << shift : 0;
      bytes[at] = (byte) word;
      if (at + 1 < bytes.length) {
        bytes[at + 1] = (byte) (word >>> 8);
      }
    }
    CRC32C body = new CRC32C();
    body.update(bytes, 16, bytes.length - 16);
    image.putInt(8, (int) body.getValue());
    CRC32C head = new CRC32C();
    head.update(bytes, 0, 12);
    image.putInt(12, (int) head.getValue());
    return HyperLogLog.fromBytes(bytes);
  }

  private int compare(ByteArrayOutputStream out, String a, String b) {
    return Compare.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        a,
        b,
        "--history",
        folder.resolve("history.csv").toString());
  }

  @Test
  void registersThatAreOffByOneAreFlagged() throws IOException {
    Path good = measure("good", 1, sketch -> sketch);
    Path again = measure("again", 1_000_003, sketch -> sketch);
    Path broken = measure("broken", 2_000_003, sketch -> offByOne(sketch, 1));
    Path slightly = measure("slightly", 3_000_017, sketch -> offByOne(sketch, 16));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(compare(out, good.toString(), again.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Judged: 8", "Worse: 0");
    assertThat(compare(out, good.toString(), broken.toString())).isOne();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Worse: 8");
    assertThat(compare(out, "good", "slightly")).isOne();
    assertThat(compare(out, "broken", again.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Better: 8");
    assertThat(compare(out, good.toString(), slightly.toString())).isOne();
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("NaN");
  }

  @Test
  void aResultOfOursThatIsGoneIsAFinding() throws IOException {
    Path good = measure("good", 1, sketch -> sketch);
    Results all = Results.read(good).get(0);
    Run run = all.run();
    Results fewer =
        new Results(
            new Run("fewer", "accuracy", run.started(), "c", "1", run.effort(), run.machine()));
    all.measures().stream().skip(1).forEach(fewer::add);
    Path less = fewer.write(folder);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(compare(out, good.toString(), less.toString())).isOne();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "Vanished, results of ours that are only in A: 1",
            "- accuracy: Inkling HyperLogLog p=10, n=1000, rmse");
    assertThat(compare(out, less.toString(), good.toString())).isZero();
  }

  @Test
  void whatCannotBeComparedIsAUsageError() throws IOException {
    measure("good", 1, sketch -> sketch);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(compare(out, "good", "nowhere")).isEqualTo(2);
    assertThat(compare(out, "good", "previous")).isEqualTo(2);
    assertThat(compare(out, "good", folder.toString())).isEqualTo(2);
    assertThat(Compare.run(new PrintStream(out, true, StandardCharsets.UTF_8), "one")).isEqualTo(2);
    assertThat(compare(out, "last", "good")).isZero();
  }
}
