package dev.inkling.hash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.hash.internal.AsciiXxh3;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are hashed in several ways, by length and content; all must give the hash of the bytes. */
class TextHashTest {

  private static final int LONGEST = 300;

  /** Of every length of UTF-8, also chars whose low byte alone is ASCII, and halves of pairs. */
  private static final String[] OTHERS = {
    "\u0080",
    "\u00ff",
    "\u0141",
    "\u07ff",
    "\u0800",
    "\u4e41",
    "\uff41",
    "\uffff",
    "\ud83d\ude00",
    "\ud800",
    "\udbff",
    "\udc41",
    "\udfff"
  };

  private static Hash64 function(int id) {
    return id == 1 ? Hash64.xxh3() : Hash64.murmur3();
  }

  private static String ascii(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) random.nextInt(0x80));
    }
    return text.toString();
  }

  /** Compared before it is asserted: there are many. */
  private static void checkHash(Hash64 function, CharSequence text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    long expected = function.hash(bytes, 0, bytes.length);
    long actual = function.hash(text);
    if (actual != expected) {
      assertThat(actual).as("the hash of '%s', %d chars", text, text.length()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void asciiOfEveryLengthIsHashedByItsBytes(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder builder = new StringBuilder();
    for (int length = 0; length <= LONGEST; length++) {
      for (int i = 0; i < 20; i++) {
        String text = ascii(random, length);
        checkHash(function, text);
        builder.setLength(0);
        checkHash(function, builder.append(text));
        checkHash(function, CharBuffer.wrap(text));
        checkHash(function, ("é" + text + "€").substring(1, length + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneOtherCharAtAnyPlaceIsHashedByItsBytes(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(12);
    for (int length = 0; length < LONGEST; length++) {
      StringBuilder text = new StringBuilder(ascii(random, length));
      for (int at = 0; at <= length; at++) {
        String other = OTHERS[random.nextInt(OTHERS.length)];
        text.insert(at, other);
        checkHash(function, text.toString());
        text.delete(at, at + other.length());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyKindOfCharAtAnyPlaceOfAShortTextIsHashedByItsBytes(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(13);
    for (int length = 0; length < 70; length++) {
      StringBuilder text = new StringBuilder(ascii(random, length));
      for (String other : OTHERS) {
        for (int at = 0; at <= length; at++) {
          text.insert(at, other);
          checkHash(function, text.toString());
          checkHash(function, text);
          text.delete(at, at + other.length());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void textsWithoutAsciiAreHashedByTheirBytes(int id) {
    Hash64 function = function(id);
    for (String other : OTHERS) {
      for (int times = 1; times <= LONGEST; times++) {
        checkHash(function, other.repeat(times));
      }
    }
  }

  @Test
  void shortAsciiIsHashedWithoutACopyAndNothingElseIs() {
    SplittableRandom random = new SplittableRandom(14);
    for (int length = 1; length <= 128; length++) {
      String text = ascii(random, length);
      assertThat(AsciiXxh3.hash(text))
          .isEqualTo(Hashing.xxh3_64().hashBytesToLong(text.getBytes(StandardCharsets.UTF_8)));
      assertThat(AsciiXxh3.hash(text.substring(1) + "é")).isEqualTo(AsciiXxh3.UNKNOWN);
    }
    assertThat(AsciiXxh3.hash("")).isEqualTo(AsciiXxh3.UNKNOWN);
    assertThat(AsciiXxh3.hash("x".repeat(129))).isEqualTo(AsciiXxh3.UNKNOWN);
  }
}
