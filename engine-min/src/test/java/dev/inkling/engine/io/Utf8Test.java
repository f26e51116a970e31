package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Test
  void everyCodePointIsValidAlone() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        byte[] b = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        if (!Utf8.valid(b, 0, b.length)) {
          fail("U+%x is refused", point);
        }
      }
    }
  }

  @Test
  void everySequenceOfUpToThreeBytesIsJudgedAsTheJdkDoes() {
    for (int bits = 0; bits < 1 << 24; bits += 1 + bits % 97) {
      byte[] b = {(byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
      for (int from = 0; from < 3; from += 2) {
        if (Utf8.valid(b, from, 3) != jdkSaysValid(b, from, 3)) {
          fail("misjudged: %s from %d", Arrays.toString(b), from);
        }
      }
    }
  }

  @Test
  void damagedTextsAreJudgedAsTheJdkDoes() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] text =
        "plain ASCII at first, then café, 日本語, 🎉 and 😀😀 text".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 30_000; i++) {
      byte[] b = text.clone();
      for (int k = random.nextInt(3); k > 0; k--) {
        b[random.nextInt(b.length)] = (byte) random.nextInt(256);
      }
      int from = random.nextInt(b.length);
      int to = random.nextInt(from, b.length + 1);
      if (Utf8.valid(b, from, to) != jdkSaysValid(b, from, to)) {
        fail("misjudged: %s from %d to %d", Arrays.toString(b), from, to);
      }
    }
  }

  private static boolean jdkSaysValid(byte[] b, int from, int to) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(b, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
