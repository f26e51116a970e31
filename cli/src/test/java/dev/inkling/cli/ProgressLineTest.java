package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private static final long SECOND_NS = 1_000_000_000L;

  @Test
  void theLineSaysHowFarHowFastAndHowLong() {
    assertThat(ProgressLine.text(25_000_000, 0.25, 10 * SECOND_NS))
        .isEqualTo(" 25 % ━━━━━━────────────────── 25.0 M rows, 2.5 M rows/s, 30 s left");
    assertThat(ProgressLine.text(9_000, 0.01, SECOND_NS))
        .isEqualTo("  1 % ──────────────────────── 9000 rows, 9000 rows/s, 1:39 min left");
    assertThat(ProgressLine.text(123_456, Double.NaN, 2 * SECOND_NS))
        .isEqualTo("123 k rows, 61 k rows/s, 2 s");
    assertThat(ProgressLine.text(0, 0, 0))
        .isEqualTo("  0 % " + "─".repeat(24) + " 0 rows, 0 rows/s");
    assertThat(ProgressLine.text(999_999_999_999L, 1.7, 1_000_000 * SECOND_NS)).hasSizeLessThan(80);
  }

  @Test
  void aLineIsShownFiveTimesASecondOnATerminalAndErasedBeforeResults() throws IOException {
    AtomicLong nowNs = new AtomicLong();
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    Terminal terminal = CommandRun.terminal(screen, screen, true, true, nowNs::get);
    try (ProgressLine line = ProgressLine.create(terminal)) {
      for (int ms = 0; ms <= 1_000; ms += 10) {
        nowNs.set(ms * 1_000_000L);
        line.show(ms * 1_000L, ms / 2_000.0);
      }
      String shown = screen.toString(StandardCharsets.UTF_8);
      // at 400, 600, 800 and 1000 ms
      assertThat(shown.split("\r\u001b\\[K", -1)).hasSize(5);
      assertThat(shown).endsWith("rows/s, 1 s left");
      screen.reset();
      terminal.out().write("answer\n".getBytes(StandardCharsets.UTF_8));
      assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[Kanswer\n");
      screen.reset();
    }
    assertThat(screen.size()).isZero();
  }

  @Test
  void nothingIsShownWhereNobodyLooks() {
    AtomicLong nowNs = new AtomicLong();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = CommandRun.terminal(err, err, true, false, nowNs::get);
    try (ProgressLine line = ProgressLine.create(terminal)) {
      nowNs.set(10 * SECOND_NS);
      line.show(1, 0.5);
    }
    assertThat(err.size()).isZero();
  }
}
