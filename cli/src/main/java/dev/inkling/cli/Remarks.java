package dev.inkling.cli;

import dev.inkling.engine.Job;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** What is said on standard error when a query has ended. */
final class Remarks {

  private final Terminal terminal;

  private Remarks(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Says what was left out of the answer. */
  static void of(Job.Progress progress, Terminal terminal) {
    new Remarks(terminal).remarks(progress);
  }

  private void remarks(Job.Progress progress) {
    if (progress.rowsBad() > 0) {
      remark(progress.rowsBad(), "bad row", " skipped, the first: " + progress.firstBad());
    }
    progress.shed().filter(shed -> shed.rows() > 0).ifPresent(shed -> shed(progress, shed));
    remark(progress.rowsLate(), "row", " too late for their window left out");
    remark(progress.rowsWithoutTime(), "row", " without a time left out");
    remark(progress.valuesNaN(), "value", " NaN left out");
  }

  private void shed(Job.Progress progress, Job.Shed shed) {
    String rates = rate(shed.lowestRate());
    if (shed.highestRate() > shed.lowestRate()) {
      rates = "s " + rates + " to " + rate(shed.highestRate());
    } else {
      rates = " " + rates;
    }
    terminal
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "shed %s %% of the rows, rate%s: bars as of a sample of %s %%, about %.1f times as"
                    + " wide as the scatter of all rows",
                percent((double) shed.rows() / progress.rowsRead()),
                rates,
                percent(shed.effectiveRate()),
                shed.widening()));
  }

  private static String rate(double rate) {
    return rate == 1 ? "1" : String.format(Locale.ROOT, "1/%,d", Math.round(1 / rate));
  }

  /** A fraction in per cent: 83, 99.87 or 0.012, but 100 only if it is all. */
  private static String percent(double fraction) {
    double percent = 100 * fraction;
    if (percent >= 10 && percent < 99) {
      return Long.toString(Math.round(percent));
    }
    BigDecimal exact = new BigDecimal(percent < 10 ? percent : 100 - percent);
    BigDecimal shown = exact.round(new MathContext(2, RoundingMode.HALF_UP));
    shown = percent < 10 ? shown : BigDecimal.valueOf(100).subtract(shown);
    return shown.stripTrailingZeros().toPlainString();
  }

  private void remark(long count, String noun, String rest) {
    if (count > 0) {
      terminal
          .err()
          .println(
              String.format(Locale.ROOT, "%,d %s", count, noun) + (count == 1 ? "" : "s") + rest);
    }
  }
}
