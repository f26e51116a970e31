package dev.inkling.hash.internal;

/**
 * XXH3-64 with seed 0 of the bytes of Strings that are ASCII and short, as most are: without a copy
 * of their bytes.
 */
public final class AsciiXxh3 {

  /**
   * What {@link #hash} gives for a text that is empty, too long or not ASCII. Also the hash of one
   * text in 2^64; so the caller hashes any text with this result in another way.
   */
  public static final long UNKNOWN = 0;

  /** XXH3 mixes texts up to here in pairs of words from both ends, longer ones otherwise. */
  private static final int MAX_LENGTH = 128;

  /** The first 128 bytes of XXH3's secret, as little-endian longs. */
  private static final long[] SECRET = {
    0xBE4BA423396CFEB8L, 0x1CAD21F72C81017CL, 0xDB979083E96DD4DEL, 0x1F67B3B7A4A44072L,
    0x78E5C0CC4EE679CBL, 0x2172FFCC7DD05A82L, 0x8E2443F7744608B8L, 0x4C263A81E69035E0L,
    0xCB00C391BB52283CL, 0xA32E531B8B65D088L, 0x4EF90DA297486471L, 0xD8ACDEA946EF1938L,
    0x3F349CE33F76FAA8L, 0x1D4F0BC7C7BBDCF9L, 0x3159B4CD4BE0518AL, 0x647378D9C97E9FC8L
  };

  private static final long FLIP_UP_TO_3 = (SECRET[0] ^ (SECRET[0] >>> 32)) & 0xFFFF_FFFFL;
  private static final long FLIP_UP_TO_8 = SECRET[1] ^ SECRET[2];
  private static final long FLIP_LOW = SECRET[3] ^ SECRET[4];
  private static final long FLIP_HIGH = SECRET[5] ^ SECRET[6];

  /** The primes of XXH64 and the multipliers of XXH3. */
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;

  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long MULTIPLIER_1 = 0x165667919E3779F9L;
  private static final long MULTIPLIER_2 = 0x9FB21C651E98DF25L;

  /* Implementation note.
   *
   * Encoding a text into bytes that are then read eight at a time takes as long as hashing them
   * twice over: such a read overlaps two writes that have not reached the cache, and waits. So the
   * words are put together in registers. XXH3 reads a length that is no multiple of eight by words
   * that overlap; here those chars are read twice, which costs less than branches that depend on
   * the length.
   *
   * Of eight chars the even and the odd ones are put together apart, 16 bits for each: or-ed, the
   * two show whether there is a char outside ASCII; if not, even | odd << 8 is the word. Parameters
   * are Strings, not CharSequences, so that charAt is a load and all its checks are merged.
   */
  private AsciiXxh3() {}

  /** The hash of a text, or {@link #UNKNOWN}. */
  public static long hash(String text) {
    int length = text.length();
    if (length > 16) {
      return length <= MAX_LENGTH ? upTo128(text, length) : UNKNOWN;
    }
    if (length > 8) {
      return upTo16(text, length);
    }
    if (length > 3) {
      return upTo8(text, length);
    }
    return length > 0 ? upTo3(text, length) : UNKNOWN;
  }

  private static long upTo3(String text, int length) {
    char first = text.charAt(0);
    char middle = text.charAt(length >> 1);
    char last = text.charAt(length - 1);
    if ((first | middle | last) >= 0x80) {
      return UNKNOWN;
    }
    long h = (first << 16 | middle << 24 | length << 8 | last) ^ FLIP_UP_TO_3;
    h = (h ^ (h >>> 33)) * PRIME_2;
    h = (h ^ (h >>> 29)) * PRIME_3;
    return h ^ (h >>> 32);
  }

  private static long upTo8(String text, int length) {
    int even = two(text, 0);
    int odd = two(text, 1);
    int lastEven = two(text, length - 4);
    int lastOdd = two(text, length - 3);
    if (((even | odd | lastEven | lastOdd) & (int) Utf8.NOT_ASCII) != 0) {
      return UNKNOWN;
    }
    long h = ((long) (even | odd << 8) << 32 | (lastEven | lastOdd << 8)) ^ FLIP_UP_TO_8;
    h ^= Long.rotateLeft(h, 49) ^ Long.rotateLeft(h, 24);
    h *= MULTIPLIER_2;
    h ^= (h >>> 35) + length;
    h *= MULTIPLIER_2;
    return h ^ (h >>> 28);
  }

  private static long upTo16(String text, int length) {
    long even = Utf8.four(text, 0);
    long odd = Utf8.four(text, 1);
    long lastEven = Utf8.four(text, length - 8);
    long lastOdd = Utf8.four(text, length - 7);
    if (((even | odd | lastEven | lastOdd) & Utf8.NOT_ASCII) != 0) {
      return UNKNOWN;
    }
    return of9To16(even | odd << 8, lastEven | lastOdd << 8, length);
  }

  /** The hash of 9 to 16 bytes, of which these are the first and the last eight, little-endian. */
  public static long of9To16(long first, long last, int length) {
    long low = first ^ FLIP_LOW;
    long high = last ^ FLIP_HIGH;
    return avalanche(length + Long.reverseBytes(low) + high + foldedProduct(low, high));
  }

  /** The hash of 17 to 32 bytes: a and b are the first 16, c and d the last. */
  public static long of17To32(long a, long b, long c, long d, int length) {
    return avalanche(length * PRIME_1 + mixed(a, b, 0) + mixed(c, d, 2));
  }

  /** XXH3's mix of 16 bytes with 16 of the secret. */
  private static long mixed(long low, long high, int secret) {
    return foldedProduct(low ^ SECRET[secret], high ^ SECRET[secret + 1]);
  }

  /** Mixes 16 chars from the start with 16 from the end, the next 16 with those before, and on. */
  private static long upTo128(String text, int length) {
    long sum = length * PRIME_1;
    for (int i = 0; 2 * i < length; i += 16) {
      long a = Utf8.four(text, i);
      long b = Utf8.four(text, i + 1);
      long c = Utf8.four(text, i + 8);
      long d = Utf8.four(text, i + 9);
      int j = length - 16 - i;
      long e = Utf8.four(text, j);
      long f = Utf8.four(text, j + 1);
      long g = Utf8.four(text, j + 8);
      long h = Utf8.four(text, j + 9);
      if (((a | b | c | d | e | f | g | h) & Utf8.NOT_ASCII) != 0) {
        return UNKNOWN;
      }
      sum += mixed(a | b << 8, c | d << 8, i / 4) + mixed(e | f << 8, g | h << 8, i / 4 + 2);
    }
    return avalanche(sum);
  }

  /** The chars i and i + 2, 16 bits apart. */
  private static int two(String text, int i) {
    return text.charAt(i) | text.charAt(i + 2) << 16;
  }

  /** The lower word of the unsigned product of 128 bits, exclusive-or the upper. */
  private static long foldedProduct(long a, long b) {
    // as a signed product has it, corrected; there is no unsigned one before Java 18
    long upper = Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    return (a * b) ^ upper;
  }

  private static long avalanche(long hash) {
    long h = (hash ^ (hash >>> 37)) * MULTIPLIER_1;
    return h ^ (h >>> 32);
  }
}
