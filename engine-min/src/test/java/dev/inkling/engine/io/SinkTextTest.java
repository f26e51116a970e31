package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inkling.operator.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SinkTextTest {

  private static String number(double value) {
    StringBuilder out = new StringBuilder();
    SinkText.appendDouble(out, value);
    return out.toString();
  }

  @Test
  void doublesAreShortAndPlainWhereThatIsReadable() {
    assertThat(number(12)).isEqualTo("12.0");
    assertThat(number(-0.1)).isEqualTo("-0.1");
    assertThat(number(12345678)).isEqualTo("12345678.0");
    assertThat(number(1e16)).isEqualTo("10000000000000000.0");
    assertThat(number(1e-7)).isEqualTo("0.00000010");
    assertThat(number(1e17)).isEqualTo("1.0E17");
    assertThat(number(2.5e-8)).isEqualTo("2.5E-8");
    assertThat(number(0.1 + 0.2)).isEqualTo("0.30000000000000004");
    assertThat(number(1.0 / 3)).isEqualTo("0.3333333333333333");
    assertThat(number(-0.0)).isEqualTo("-0.0");
  }

  @Test
  void doublesThatOldJavaVersionsPrintTooLongAreShortest() {
    // the cases of JDK-4511638
    assertThat(number(2.0e-3)).isEqualTo("0.002");
    assertThat(number(1.0e23)).isEqualTo("1.0E23");
    assertThat(number(2.2250738585072014E-308)).isEqualTo("2.2250738585072014E-308");
    assertThat(number(2.0 * 1e-44 / 2.0 * 2.0)).isEqualTo("2.0E-44");
    assertThat(number(8.41e21)).isEqualTo("8.41E21");
    assertThat(number(2.0e22 + 4194304)).isEqualTo("2.0000000000000004E22");
  }

  @Test
  void everyDoubleReadsBackAsItself() {
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < 100_000; i++) {
      double value =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextDouble() * random.nextInt(1, 1_000_000);
      if (Double.isFinite(value)) {
        String text = number(value);
        assertThat(Double.parseDouble(text)).isEqualTo(value);
        assertThat(new BigDecimal(text).stripTrailingZeros().precision()).isLessThanOrEqualTo(17);
      }
    }
  }

  @Test
  void timesEqualTheLibrarys() {
    SplittableRandom random = new SplittableRandom(18);
    for (int i = 0; i < 20_000; i++) {
      long ms = random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L);
      if (i % 3 == 0) {
        ms = Math.floorDiv(ms, 1000) * 1000;
      }
      StringBuilder out = new StringBuilder();
      SinkText.appendIsoTime(out, ms);
      assertThat(out.toString()).isEqualTo(Instant.ofEpochMilli(ms).toString());
    }
  }

  @Test
  void wholeNumbersPastTheRangeOfLongKeepTheirDigits() {
    StringBuilder out = new StringBuilder();
    SinkText.appendInteger(out, 1e19);
    assertThat(out.toString()).isEqualTo("10000000000000000000");
    out.setLength(0);
    SinkText.appendNumber(out, -2.5, Type.BIGINT, SinkText.Rounding.DOWN);
    assertThat(out.toString()).isEqualTo("-3");
    out.setLength(0);
    SinkText.appendNumber(out, 2.1, Type.BIGINT, SinkText.Rounding.UP);
    assertThat(out.toString()).isEqualTo("3");
  }

  @Test
  void everyTextIsJsonThatALibraryReadsBack() throws JsonProcessingException {
    ObjectMapper library = new ObjectMapper();
    SplittableRandom random = new SplittableRandom(19);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(8); k > 0; k--) {
        int kind = random.nextInt(4);
        text.appendCodePoint(
            switch (kind) {
              case 0 -> random.nextInt(0x30);
              case 1 -> random.nextInt(0x20, 0x80);
              case 2 -> random.nextInt(0x10000);
              default -> random.nextInt(0x10000, 0x110000);
            });
      }
      StringBuilder out = new StringBuilder();
      SinkText.appendJsonString(out, text.toString());
      assertThat(library.readValue(out.toString(), String.class)).isEqualTo(text.toString());
      assertThat(out.chars().noneMatch(c -> c < ' ')).isTrue();
    }
  }

  @Test
  void valuesThatNoAnswerHoldsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SinkText.appendJsonValue(new StringBuilder(), 1, Type.BIGINT))
        .withMessageEndingWith("got java.lang.Integer");
  }
}
