package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.quantile.TDigest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/** Writes {@code docs/ACCURACY.md}; the same arguments give the same file on every machine. */
public final class AccuracyReport {

  private static final long[] SIZES = {1, 10, 100, 1_000, 5_000, 100_000, 1_000_000, 10_000_000};
  private static final int[] PARTS = {1, 2, 64};

  private final PrintStream out;
  private final int mostTrials;
  private final long mostItems;

  private AccuracyReport(PrintStream out, int mostTrials, long mostItems) {
    this.out = out;
    this.mostTrials = mostTrials;
    this.mostItems = mostItems;
  }

  /** Arguments: the file to write, trials per cell at most, items per trial at most. */
  public static void main(String[] args) throws IOException {
    Path target = Path.of(args[0]);
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(target), false, StandardCharsets.UTF_8)) {
      new AccuracyReport(out, Integer.parseInt(args[1]), Long.parseLong(args[2])).write();
    }
  }

  private void write() {
    out.printf(
        Locale.ROOT,
        "# Accuracy and size%n%n"
            + "Written by `benchmarks/run accuracy`; seeds are fixed, every run writes the same."
            + " At most %,d trials per line, fewer for large n.%n%n"
            + "- **held**: share of the trials in which the bars of 90, 95 and 99 %% held the truth.%n"
            + "- **arm**: mean longer arm of the 95 %% bar. **narrowest**: the arm that would have held the truth in"
            + " exactly 95 %% of these trials. **arm / narrowest** of 1 is a bar as tight as can be; bars that"
            + " *always* hold (deterministic ones) are wider.%n"
            + "- **parts**: sketches that were filled apart and merged as a tree; one line for all where they give the same.%n",
        mostTrials);
    distinct();
    frequency();
    membership();
    quantiles();
    Footprint.print(out, mostItems);
  }

  private void distinct() {
    out.printf("%n## Distinct values%n%nErrors are relative to the number of values, in %%.%n");
    for (int precision : new int[] {10, 12, 14}) {
      table(
          new DistinctQuestion<>(
              "HyperLogLog, precision " + precision, () -> HyperLogLog.create(precision)));
    }
    for (int precision : new int[] {7, 9, 11}) {
      table(
          new DistinctQuestion<>(
              "ExaLogLog, precision " + precision, () -> ExaLogLog.create(precision)));
    }
    for (int k : new int[] {64, 512, 4_096}) {
      table(new DistinctQuestion<>("ThetaSketch, k = " + k, () -> ThetaSketch.create(k)));
    }
  }

  private void frequency() {
    out.printf(
        "%n## Frequencies%n%n"
            + "Zipf streams (s = 1.1, 100,000 items); errors are per 1,000 items of the stream.%n");
    Items.Zipf zipf = new Items.Zipf(100_000, 1.1);
    for (int width : new int[] {512, 4_096}) {
      Supplier<CountMinSketch> empty = () -> CountMinSketch.create(width, 5);
      for (int item : new int[] {0, 99, 99_999}) {
        table(
            new FrequencyQuestion(
                "CountMinSketch, width " + width + ", depth 5; item " + (item + 1),
                empty,
                zipf,
                item),
            1_000_000,
            1_000);
      }
    }
  }

  private void membership() {
    out.printf("%n## Distinct values in a Bloom filter%n%nErrors are relative, in %%.%n");
    table(
        new CardinalityQuestion("BloomFilter for 100,000 values at 1 %", 100_000, 0.01),
        1_000_000,
        100);
  }

  private void quantiles() {
    out.printf("%n## Quantiles%n%nRandom permutations; errors are ranks relative to n, in %%.%n");
    for (double p : new double[] {0.5, 0.99, 0.999}) {
      table(
          new QuantileQuestion<TDigest>("TDigest, default; p = " + p, seed -> TDigest.create(), p),
          mostItems,
          100);
    }
  }

  private <S extends Sketch<S>> void table(Question<S> question) {
    table(question, mostItems, 100);
  }

  private <S extends Sketch<S>> void table(Question<S> question, long most, double scale) {
    System.err.println(question.subject());
    out.printf(
        "%n**%s**%n%n"
            + "| n | parts | trials | bias | RMSE | held 90 | 95 | 99 %% | arm | narrowest | arm / narrowest | exact |%n"
            + "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n",
        question.subject());
    for (long n : SIZES) {
      if (n <= Math.min(most, mostItems)) {
        Coverage whole = Coverage.of(question, n, PARTS[0], trials(n));
        Coverage halves = Coverage.of(question, n, PARTS[1], trials(n));
        Coverage many = Coverage.of(question, n, PARTS[2], trials(n));
        if (halves.withParts(1).equals(whole) && many.withParts(1).equals(whole)) {
          line(whole, PARTS[0] + ", " + PARTS[1] + ", " + PARTS[2], scale);
        } else {
          line(whole, "" + PARTS[0], scale);
          line(halves, "" + PARTS[1], scale);
          line(many, "" + PARTS[2], scale);
        }
      }
    }
  }

  /** A line may cost 2 × 10^8 items. */
  private int trials(long n) {
    return (int) Math.max(20, Math.min(mostTrials, 200_000_000 / n));
  }

  private void line(Coverage c, String parts, double scale) {
    out.printf(
        Locale.ROOT,
        "| %,d | %s | %d | %.3f | %.3f | %.1f | %.1f | %.1f | %.3f | %.3f | %s | %s |%n",
        c.n(),
        parts,
        c.trials(),
        scale * c.bias(),
        scale * c.rmse(),
        100 * c.held90(),
        100 * c.held95(),
        100 * c.held99(),
        scale * c.arm(),
        scale * c.narrowest(),
        c.narrowest() == 0 ? "–" : String.format(Locale.ROOT, "%.2f", c.arm() / c.narrowest()),
        c.exact() == 1 ? "yes" : c.exact() == 0 ? "no" : "some");
  }
}
