package dev.inkling.hash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.sun.management.ThreadMXBean;
import dev.inkling.hash.internal.Utf8;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Hash64Test {

  private static final Hasher64 XXH3 = Hashing.xxh3_64();
  private static final Hasher128 MURMUR3 = Hashing.murmur3_128(9001);

  private static Hash64 function(int id) {
    Hash64 function = id == 1 ? Hash64.xxh3() : Hash64.murmur3();
    assertThat(function.id()).isEqualTo(id);
    return function;
  }

  /** The hash of bytes by the library, for both functions. */
  private static long expected(int id, byte[] bytes) {
    if (id == 1) {
      return XXH3.hashBytesToLong(bytes);
    }
    HashValue128 both = MURMUR3.hashBytesTo128Bits(bytes);
    long low26 = (1L << 26) - 1;
    return (both.getMostSignificantBits() & ~low26) | (both.getLeastSignificantBits() & low26);
  }

  private static byte[] bytesOf(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** Every kind of char, and pairs and halves of surrogates. */
  private static String text(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    int kinds = 1 + random.nextInt(6);
    while (text.length() < length) {
      switch (random.nextInt(kinds)) {
        case 0 -> text.append((char) random.nextInt(0x80));
        case 1 -> text.append((char) random.nextInt(0x80, 0x100));
        case 2 -> text.append((char) random.nextInt(0x100, 0x800));
        case 3 -> text.append((char) random.nextInt(0x800, 0xD800));
        case 4 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
        default -> text.append((char) random.nextInt(0xD800, 0xE000));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void numbersAreHashedByTheirLittleEndianBytes(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertThat(function.hash(value)).isEqualTo(expected(id, bytesOf(value)));
      double number = Double.longBitsToDouble(value);
      long bits = Double.doubleToLongBits(number);
      assertThat(function.hash(number)).isEqualTo(expected(id, bytesOf(bits)));
    }
    assertThat(function.hash(-0.0)).isEqualTo(function.hash(0.0)).isEqualTo(function.hash(0L));
    assertThat(function.hash(Double.longBitsToDouble(0xFFF8_0000_0000_0001L)))
        .isEqualTo(function.hash(Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bytesAreHashedAsTheLibraryDoesAtEveryLength(int id) {
    Hash64 function = function(id);
    byte[] bytes = new byte[600];
    new SplittableRandom(2).nextBytes(bytes);
    for (int from = 0; from < 20; from++) {
      for (int to = from; to < bytes.length; to += to < 300 ? 1 : 37) {
        assertThat(function.hash(bytes, from, to))
            .isEqualTo(expected(id, Arrays.copyOfRange(bytes, from, to)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void textsAreHashedByTheBytesThatGetBytesGives(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 3_000; i++) {
      int length = i < 2_900 ? random.nextInt(100) : random.nextInt(30_000);
      String text = text(random, length);
      long expected = expected(id, text.getBytes(StandardCharsets.UTF_8));
      assertThat(function.hash(text)).isEqualTo(expected);
      assertThat(function.hash(CharBuffer.wrap(text))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void textsAroundTheSizeOfTheScratchAreHashedWhole(int id) {
    Hash64 function = function(id);
    for (String piece : new String[] {"a", "ü", "€", "\uD83D\uDE00", "\uD83D", "aü€\uD83D\uDE00"}) {
      for (int bytes = Utf8.SCRATCH_BYTES - 20; bytes < Utf8.SCRATCH_BYTES + 20; bytes += 3) {
        int times = bytes / piece.getBytes(StandardCharsets.UTF_8).length;
        String text = "x".repeat(bytes % 4) + piece.repeat(times);
        assertThat(function.hash(text))
            .isEqualTo(expected(id, text.getBytes(StandardCharsets.UTF_8)));
        assertThat(function.hash(text + text + text))
            .isEqualTo(expected(id, (text + text + text).getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anUnpairedSurrogateCountsAsAQuestionMark(int id) {
    Hash64 function = function(id);
    assertThat(function.hash("a\uD83D")).isEqualTo(function.hash("a?"));
    assertThat(function.hash("\uDE00b")).isEqualTo(function.hash("?b"));
    assertThat(function.hash("\uD83D\uD83D\uDE00")).isEqualTo(function.hash("?\uD83D\uDE00"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBatchIsItsValuesOneByOne(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(4);
    int n = 1_000;
    long[] longs = random.longs(n).toArray();
    double[] doubles = random.doubles(n).map(d -> d < 0.1 ? -0.0 : d).toArray();
    byte[] bytes = new byte[20 * n];
    random.nextBytes(bytes);
    int[] offsets = new int[n + 1];
    for (int i = 0; i < n; i++) {
      offsets[i + 1] = offsets[i] + random.nextInt(21);
    }
    long[] ofLongs = new long[n + 7];
    long[] ofDoubles = new long[n + 7];
    long[] ofSlices = new long[n + 7];
    function.hashAll(longs, 10, n, ofLongs, 3);
    function.hashAll(doubles, 10, n, ofDoubles, 3);
    function.hashAll(bytes, offsets, 10, n, ofSlices, 3);
    for (int i = 10; i < n; i++) {
      assertThat(ofLongs[i - 7]).isEqualTo(function.hash(longs[i]));
      assertThat(ofDoubles[i - 7]).isEqualTo(function.hash(doubles[i]));
      assertThat(ofSlices[i - 7]).isEqualTo(function.hash(bytes, offsets[i], offsets[i + 1]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hashesBelowABoundAreThoseThatAreBelowIt(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(5);
    int n = 2_000;
    long[] values = random.longs(n).toArray();
    long[] hashes = new long[n];
    long of7 = function.hash(values[7]) >>> 1;
    long[] bounds = {
      0, 1, of7, of7 + 1, 1L << 62, 1L << 57, 0x1234_5678_9ABC_DEF0L, Long.MAX_VALUE
    };
    for (long bound : bounds) {
      int found = function.hashAllBelow(values, 5, n, bound, hashes);
      long[] expected =
          Arrays.stream(values, 5, n)
              .map(function::hash)
              .filter(hash -> hash >>> 1 < bound)
              .toArray();
      assertThat(Arrays.copyOf(hashes, found)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hashingATextOfAnyLengthAllocatesNothing(int id) {
    Hash64 function = function(id);
    SplittableRandom random = new SplittableRandom(6);
    for (int length : new int[] {0, 1, 16, 100, 4_096, 4_097, 50_000}) {
      String mixed = text(random, length);
      String ascii = "x".repeat(length);
      CharBuffer view = CharBuffer.wrap(ascii.toCharArray());
      long least = Long.MAX_VALUE;
      long sum = 0;
      for (int i = 0; i < 10; i++) {
        long before = allocatedBytes();
        sum += function.hash(mixed) + function.hash(ascii) + function.hash(view);
        least = Math.min(least, allocatedBytes() - before);
      }
      assertThat(least).as("length %d, sum %d", length, sum).isZero();
    }
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long allocatedBytes() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
