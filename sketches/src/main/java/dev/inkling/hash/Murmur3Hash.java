package dev.inkling.hash;

import dev.inkling.hash.internal.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3-x64-128 (A. Appleby, in the public domain) with seed 9001, folded to 64 bits: the
 * upper 38 bits of its second word and the lower 26 of its first. Written here because a 128-bit
 * result of the hash library is an object.
 */
final class Murmur3Hash implements Hash64 {

  static final Hash64 INSTANCE = new Murmur3Hash();

  private static final long SEED = 9001;
  private static final long C1 = 0x87C37B91114253D5L;
  private static final long C2 = 0x4CF5AD432745937FL;
  private static final long LOW_26_BITS = (1L << 26) - 1;
  private static final int BLOCK = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Murmur3Hash() {}

  @Override
  public int id() {
    return 2;
  }

  @Override
  public long hash(long value) {
    return finish(SEED ^ scramble1(value), SEED, Long.BYTES);
  }

  @Override
  public long hash(double value) {
    return hash(Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
  }

  @Override
  public long hash(byte[] bytes, int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, bytes.length);
    long h1 = SEED;
    long h2 = SEED;
    int i = from;
    for (; i <= to - BLOCK; i += BLOCK) {
      h1 = first(h1, h2, (long) LONG.get(bytes, i));
      h2 = second(h1, h2, (long) LONG.get(bytes, i + 8));
    }
    return tail(h1, h2, bytes, i, to, to - from);
  }

  @Override
  public long hash(CharSequence value) {
    Utf8 scratch = Utf8.scratch();
    int length = value.length();
    if (scratch.ascii(value, length)) {
      return hash(scratch.bytes(), 0, length);
    }
    long state = scratch.encode(value, 0, 0);
    return state >>> 32 == length
        ? hash(scratch.bytes(), 0, (int) state)
        : hashPieces(value, state, scratch);
  }

  /**
   * Hashes a text whose first piece is in the scratch; whole blocks of each piece, then the rest.
   */
  private static long hashPieces(CharSequence value, long firstPiece, Utf8 scratch) {
    byte[] piece = scratch.bytes();
    long h1 = SEED;
    long h2 = SEED;
    long total = 0;
    long state = firstPiece;
    while (true) {
      int bytes = (int) state;
      int i = 0;
      for (; i <= bytes - BLOCK; i += BLOCK) {
        h1 = first(h1, h2, (long) LONG.get(piece, i));
        h2 = second(h1, h2, (long) LONG.get(piece, i + 8));
      }
      total += i;
      int at = (int) (state >>> 32);
      if (at == value.length()) {
        return tail(h1, h2, piece, i, bytes, total + bytes - i);
      }
      System.arraycopy(piece, i, piece, 0, bytes - i);
      state = scratch.encode(value, at, bytes - i);
    }
  }

  private static long first(long h1, long h2, long k1) {
    return (Long.rotateLeft(h1 ^ scramble1(k1), 27) + h2) * 5 + 0x52DCE729;
  }

  private static long second(long h1, long h2, long k2) {
    return (Long.rotateLeft(h2 ^ scramble2(k2), 31) + h1) * 5 + 0x38495AB5;
  }

  /** Takes in the last 0 to 15 bytes and finishes. */
  private static long tail(long h1, long h2, byte[] bytes, int from, int to, long total) {
    int rest = to - from;
    if (rest <= 8) {
      return finish(h1 ^ scramble1(partial(bytes, from, to)), h2, total);
    }
    long k2 = scramble2(partial(bytes, from + 8, to));
    return finish(h1 ^ scramble1((long) LONG.get(bytes, from)), h2 ^ k2, total);
  }

  /** Up to eight bytes as a number. */
  private static long partial(byte[] bytes, int from, int to) {
    long number = 0;
    for (int i = to - 1; i >= from; i--) {
      number = (number << 8) | (bytes[i] & 0xFF);
    }
    return number;
  }

  private static long scramble1(long k1) {
    return Long.rotateLeft(k1 * C1, 31) * C2;
  }

  private static long scramble2(long k2) {
    return Long.rotateLeft(k2 * C2, 33) * C1;
  }

  private static long finish(long h1, long h2, long total) {
    long a = h1 ^ total;
    long b = h2 ^ total;
    a += b;
    b += a;
    a = mix(a);
    b = mix(b);
    a += b;
    b += a;
    return (b & ~LOW_26_BITS) | (a & LOW_26_BITS);
  }

  private static long mix(long k) {
    long x = (k ^ (k >>> 33)) * 0xFF51AFD7ED558CCDL;
    x = (x ^ (x >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return x ^ (x >>> 33);
  }
}
