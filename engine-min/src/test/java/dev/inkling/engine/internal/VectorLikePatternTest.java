package dev.inkling.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorLikePatternTest {

  private static final String[] PARTS = {"a", "b", "%", "_", "é", "😀", "a", "%"};

  @Test
  void matchesWhatTheRegularExpressionMatches() {
    Random random = new Random(42);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = word(random, 8).replace('%', 'a').replace('_', 'b');
      String pattern = word(random, 6);
      boolean expected = RowOracle.like(text, pattern, null);
      matched += expected ? 1 : 0;
      assertThat(matches(text, pattern, -1))
          .as("'%s' LIKE '%s'", text, pattern)
          .isEqualTo(expected);
    }
    assertThat(matched).isBetween(2_000, 18_000); // both answers are tried
  }

  @Test
  void escapedWildcardsAreOrdinary() {
    assertThat(matches("50%", "50!%", '!')).isTrue();
    assertThat(matches("50x", "50!%", '!')).isFalse();
    assertThat(matches("a_b", "_!__", '!')).isTrue();
    assertThat(matches("a!b", "a!!b", '!')).isTrue();
    assertThat(matches("😀%", "😀😀😀%", "😀".codePointAt(0))).isTrue();
    assertThat(matches("%x%", "%%x%%", '%')).isTrue();
  }

  @Test
  void anEscapeBeforeAnythingElseIsRejected() {
    for (String pattern : new String[] {"a!b", "!", "%!"}) {
      assertThatThrownBy(() -> VectorLikePattern.create(pattern, '!'))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got '" + pattern + "'");
    }
  }

  @Test
  void manyWildcardsDoNotExplode() {
    String text = "a".repeat(10_000);
    assertThat(matches(text, "%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b", -1)).isFalse();
    assertThat(matches(text, "%_a_a_a_a%_a_a_b%", -1)).isFalse();
  }

  private static boolean matches(String text, String pattern, int escape) {
    byte[] bytes = ("é" + text + "é").getBytes(UTF_8); // a slice in the midst of others
    return VectorLikePattern.create(pattern, escape).matches(bytes, 2, bytes.length - 2);
  }

  private static String word(Random random, int most) {
    StringBuilder word = new StringBuilder();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      word.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return word.toString();
  }
}
