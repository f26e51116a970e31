package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Sketch;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the page says about our own bars, which a test guards. */
final class BarsPage {

  private static final long[] SIZES = {1_000, 30_000, 1_000_000};
  private static final int[] PARTS = {1, 2, 64};

  private final PrintStream out;
  private final Effort effort;

  BarsPage(PrintStream out, Effort effort) {
    this.out = out;
    this.effort = effort;
  }

  void print() {
    out.print(
        "\n## Inkling's bars\n\n"
            + "**held**: share of the trials, in %, in which the bars of 90, 95 and 99 % held the"
            + " truth; the least and the most of 1, 2 and 64 parts that were merged, where they"
            + " differ. **arm**: mean longer arm of the 95 % bar, in the group's unit. **width**:"
            + " arm ÷ the arm that would have held the truth in exactly 95 % of these trials; bars"
            + " that always hold are wider. **+**: held more often than promised, with a chance"
            + " below a millionth if they were exact, as is to be expected of deterministic and"
            + " of rounded bars. Up to some values all kinds are exact; those lines are left"
            + " out.\n");
    for (Group group : Group.all()) {
      out.printf(
          "%n**%s**, errors relative to %s%n%n"
              + "| sketch | n | trials | RMSE | held 90 | 95 | 99 %% | arm | width | guarantee |%n"
              + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|%n",
          group.title(), group.errors());
      for (Question<?> question : group.questions()) {
        lines(question, group);
      }
    }
  }

  private <S extends Sketch<S>> void lines(Question<S> question, Group group) {
    System.err.println("bars of " + question.subject());
    for (long n : SIZES) {
      int trials = (int) Math.min(effort.barTrials(), effort.barItems() / n);
      if (n > group.mostItems() || trials < 10) {
        continue;
      }
      List<Coverage> parts = new ArrayList<>();
      for (int part : PARTS) {
        parts.add(Coverage.of(question, n, part, trials));
      }
      if (parts.stream().anyMatch(c -> c.exact() < 1)) {
        line(question.subject(), parts, group.scale());
      }
    }
  }

  private void line(String subject, List<Coverage> parts, double scale) {
    Coverage whole = parts.get(0);
    boolean seldom = parts.stream().anyMatch(Coverage::heldTooSeldom);
    boolean often = parts.stream().anyMatch(Coverage::heldTooOften);
    out.printf(
        Locale.ROOT,
        "| %s | %,d | %d | %s | %s | %s | %s | %s | %s | %s%s |%n",
        subject,
        whole.n(),
        whole.trials(),
        Rows.number(scale * whole.rmse()),
        range(parts.stream().mapToDouble(Coverage::held90).toArray()),
        range(parts.stream().mapToDouble(Coverage::held95).toArray()),
        range(parts.stream().mapToDouble(Coverage::held99).toArray()),
        Rows.number(scale * whole.arm()),
        whole.narrowest() == 0 ? "–" : Rows.number(whole.arm() / whole.narrowest()),
        whole.guarantee().name().toLowerCase(Locale.ROOT),
        seldom ? ", **held too seldom**" : often ? " +" : "");
  }

  private static String range(double[] shares) {
    double least = 1;
    double most = 0;
    for (double share : shares) {
      least = Math.min(least, share);
      most = Math.max(most, share);
    }
    return least == most
        ? String.format(Locale.ROOT, "%.1f", 100 * least)
        : String.format(Locale.ROOT, "%.1f–%.1f", 100 * least, 100 * most);
  }
}
