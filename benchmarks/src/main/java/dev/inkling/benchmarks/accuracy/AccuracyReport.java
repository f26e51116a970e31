package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Sketch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

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
            + "- **parts**: sketches that were filled apart and merged as a tree; one line for all where they give the same.%n"
            + "- **+**: the bars held more often than promised, with a chance below a millionth if they were exact:"
            + " to be expected of deterministic bars, and of bars that are rounded outwards to whole numbers.%n",
        mostTrials);
    for (Group group : Group.all()) {
      out.printf("%n## %s%n%nErrors are relative to %s.%n", group.title(), group.errors());
      for (Question<?> question : group.questions()) {
        table(question, Math.min(group.mostItems(), mostItems), group.scale());
      }
    }
    Footprint.print(out, mostItems);
  }

  private <S extends Sketch<S>> void table(Question<S> question, long most, double scale) {
    System.err.println(question.subject());
    out.printf(
        "%n**%s**%n%n"
            + "| n | parts | trials | bias | RMSE | held 90 | 95 | 99 %% | arm | narrowest | arm / narrowest | exact | guarantee |%n"
            + "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|%n",
        question.subject());
    for (long n : SIZES) {
      if (n <= most) {
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

  /** A line costs 2 × 10^7 items, or ten streams if that is more. */
  private int trials(long n) {
    return (int) Math.max(10, Math.min(mostTrials, 20_000_000 / n));
  }

  private void line(Coverage c, String parts, double scale) {
    out.printf(
        Locale.ROOT,
        "| %,d | %s | %d | %.3f | %.3f | %.1f | %.1f | %.1f | %.3f | %.3f | %s | %s | %s%s |%n",
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
        c.exact() == 1 ? "yes" : c.exact() == 0 ? "no" : "some",
        c.guarantee().name().toLowerCase(Locale.ROOT),
        c.heldTooSeldom() ? ", **held too seldom**" : c.heldTooOften() ? " +" : "");
  }
}
