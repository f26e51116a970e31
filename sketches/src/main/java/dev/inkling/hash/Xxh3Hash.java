package dev.inkling.hash;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.hash.internal.AsciiXxh3;
import dev.inkling.hash.internal.Utf8;

/** XXH3-64, seed 0, as implemented by hash4j. */
final class Xxh3Hash implements Hash64 {

  static final Hash64 INSTANCE = new Xxh3Hash();

  /** Static, so that the compiler knows its class and inlines its methods. */
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private static final ThreadLocal<HashStream64> STREAM =
      ThreadLocal.withInitial(HASHER::hashStream);

  /** Bytes 8 to 15 of XXH3's secret, exclusive-or bytes 16 to 23. */
  private static final long SECRET_OF_8_BYTES = 0xC73AB174C5ECD5A2L;

  private static final long MULTIPLIER = 0x9FB21C651E98DF25L;
  private static final int LAST_SHIFT = 28;

  /** Of 63 bits: below it is one hash in 16. */
  private static final long SELDOM = 1L << 59;

  private Xxh3Hash() {}

  @Override
  public int id() {
    return 1;
  }

  @Override
  public long hash(long value) {
    return HASHER.hashLongToLong(value);
  }

  @Override
  public long hash(double value) {
    return HASHER.hashLongToLong(Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
  }

  @Override
  public long hash(CharSequence value) {
    if (value instanceof String text) {
      long hash = AsciiXxh3.hash(text);
      if (hash != AsciiXxh3.UNKNOWN) {
        return hash;
      }
    }
    return hashEncoded(value);
  }

  private static long hashEncoded(CharSequence value) {
    Utf8 scratch = Utf8.scratch();
    int length = value.length();
    if (scratch.ascii(value, length)) {
      return HASHER.hashBytesToLong(scratch.bytes(), 0, length);
    }
    long state = scratch.encode(value, 0, 0);
    if (state >>> 32 == length) {
      return HASHER.hashBytesToLong(scratch.bytes(), 0, (int) state);
    }
    HashStream64 stream = STREAM.get().reset();
    while ((int) state > 0) {
      stream.putBytes(scratch.bytes(), 0, (int) state);
      state = scratch.encode(value, (int) (state >>> 32), 0);
    }
    return stream.getAsLong();
  }

  @Override
  public long hash(byte[] bytes, int from, int to) {
    return HASHER.hashBytesToLong(bytes, from, to - from);
  }

  @Override
  public void hashAll(long[] values, int from, int to, long[] hashes, int at) {
    int n = to - from;
    for (int i = 0; i < n; i++) {
      long folded = folded(values[from + i]);
      hashes[at + i] = folded ^ (folded >>> LAST_SHIFT);
    }
  }

  @Override
  public int hashAllBelow(long[] values, int from, int to, long bound, long[] hashes) {
    // the last step leaves the upper bits as they are: most hashes are refused before it
    long roundedUp = ((bound - 1) | (-1L >>> (LAST_SHIFT + 1))) + 1;
    int near =
        bound < SELDOM
            ? nearSeldom(values, from, to, roundedUp, hashes)
            : nearOften(values, from, to, roundedUp, hashes);
    int n = 0;
    for (int i = 0; i < near; i++) {
      long hash = hashes[i] ^ (hashes[i] >>> LAST_SHIFT);
      hashes[n] = hash;
      n += (int) (((hash >>> 1) - bound) >>> 63);
    }
    return n;
  }

  /**
   * Where few are below the bound a branch is guessed right, and the loop but hashes. Four at a
   * time: the compiler does not unroll a loop that may store.
   */
  private static int nearSeldom(long[] values, int from, int to, long bound, long[] hashes) {
    int near = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      long a = folded(values[i]);
      long b = folded(values[i + 1]);
      long c = folded(values[i + 2]);
      long d = folded(values[i + 3]);
      if (a >>> 1 < bound) {
        hashes[near++] = a;
      }
      if (b >>> 1 < bound) {
        hashes[near++] = b;
      }
      if (c >>> 1 < bound) {
        hashes[near++] = c;
      }
      if (d >>> 1 < bound) {
        hashes[near++] = d;
      }
    }
    for (; i < to; i++) {
      long folded = folded(values[i]);
      if (folded >>> 1 < bound) {
        hashes[near++] = folded;
      }
    }
    return near;
  }

  private static int nearOften(long[] values, int from, int to, long bound, long[] hashes) {
    int near = 0;
    for (int i = from; i < to; i++) {
      long folded = folded(values[i]);
      hashes[near] = folded;
      near += (int) (((folded >>> 1) - bound) >>> 63);
    }
    return near;
  }

  /**
   * XXH3 of eight bytes but for its last step, {@code h ^= h >>> 28}; the hash library only has the
   * whole.
   */
  private static long folded(long value) {
    long h = Long.rotateLeft(value, 32) ^ SECRET_OF_8_BYTES;
    h ^= Long.rotateLeft(h, 49) ^ Long.rotateLeft(h, 24);
    h *= MULTIPLIER;
    h ^= (h >>> 35) + Long.BYTES;
    return h * MULTIPLIER;
  }

  @Override
  public void hashAll(double[] values, int from, int to, long[] hashes, int at) {
    int n = to - from;
    for (int i = 0; i < n; i++) {
      double value = values[from + i];
      hashes[at + i] = HASHER.hashLongToLong(Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
    }
  }

  @Override
  public void hashAll(byte[] bytes, int[] offsets, int from, int to, long[] hashes, int at) {
    int n = to - from;
    for (int i = 0; i < n; i++) {
      int start = offsets[from + i];
      hashes[at + i] = HASHER.hashBytesToLong(bytes, start, offsets[from + i + 1] - start);
    }
  }
}
