package dev.inkling.cli;

import java.util.Locale;

/**
 * One line on a terminal that says how far things have come, about five times a second; nothing if
 * standard error is no terminal. Safe for use by many threads.
 */
final class ProgressLine implements AutoCloseable {

  private static final long EVERY_NS = 200_000_000L;

  /** Shorter runs show nothing. */
  private static final long PATIENCE_NS = 400_000_000L;

  private static final int BAR = 24;
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final boolean shown;
  private final long startNs;
  private long shownNs;
  private boolean visible;

  private ProgressLine(Terminal terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
    this.startNs = terminal.clock().nanos();
    this.shownNs = startNs + PATIENCE_NS - EVERY_NS;
  }

  /** A line for something that starts now. */
  static ProgressLine create(Terminal terminal) {
    ProgressLine line = new ProgressLine(terminal, terminal.errIsTerminal());
    if (terminal.errIsTerminal() && terminal.outIsTerminal()) {
      terminal.out().beforeWrite(line::erase);
    }
    return line;
  }

  /** A line that never shows. */
  static ProgressLine none(Terminal terminal) {
    return new ProgressLine(terminal, false);
  }

  /**
   * Shows how far things have come if it is time to.
   *
   * @param rows rows done
   * @param fraction of everything that is done, in [0, 1]; NaN if unknown
   */
  synchronized void show(long rows, double fraction) {
    if (!shown) {
      return;
    }
    long now = terminal.clock().nanos();
    if (now - shownNs < EVERY_NS) {
      return;
    }
    shownNs = now;
    visible = true;
    terminal.err().print(ERASE + text(rows, fraction, now - startNs));
    terminal.err().flush();
  }

  /** What is shown after some time, of at most 79 characters. */
  static String text(long rows, double fraction, long elapsedNs) {
    double seconds = Math.max(1e-3, elapsedNs / 1e9);
    String rate = amount(rows) + " rows, " + amount(Math.round(rows / seconds)) + " rows/s";
    if (Double.isNaN(fraction)) {
      return rate + ", " + duration(seconds);
    }
    double done = Math.min(1, Math.max(0, fraction));
    int full = (int) (done * BAR);
    String left = done > 0 ? ", " + duration(seconds * (1 - done) / done) + " left" : "";
    return String.format(Locale.ROOT, "%3d %% ", (int) (done * 100))
        + "━".repeat(full)
        + "─".repeat(BAR - full)
        + " "
        + rate
        + left;
  }

  private static String amount(long number) {
    if (number < 10_000) {
      return Long.toString(number);
    }
    if (number < 1_000_000) {
      return String.format(Locale.ROOT, "%d k", number / 1_000);
    }
    return String.format(Locale.ROOT, "%.1f M", number / 1e6);
  }

  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 60
        ? whole + " s"
        : String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
  }

  /** Takes the line away; the next {@link #show} brings it back. */
  synchronized void erase() {
    if (visible) {
      visible = false;
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
  }

  @Override
  public void close() {
    erase();
    terminal.out().beforeWrite(() -> {});
  }
}
