package dev.inkling.hash;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** XXH3-64, seed 0, as implemented by hash4j. */
final class Xxh3Hash implements Hash64 {

  static final Hash64 INSTANCE = new Xxh3Hash();

  /** Static, so that the compiler knows its class and inlines its methods. */
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private static final ThreadLocal<HashStream64> STREAM =
      ThreadLocal.withInitial(HASHER::hashStream);

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
    byte[] scratch = Utf8.scratch();
    int length = value.length();
    if (length <= scratch.length && Utf8.ascii(value, length, scratch)) {
      return HASHER.hashBytesToLong(scratch, 0, length);
    }
    return hashEncoded(value, scratch);
  }

  private static long hashEncoded(CharSequence value, byte[] scratch) {
    long state = Utf8.encode(value, 0, scratch, 0);
    if (state >>> 32 == value.length()) {
      return HASHER.hashBytesToLong(scratch, 0, (int) state);
    }
    HashStream64 stream = STREAM.get().reset();
    while ((int) state > 0) {
      stream.putBytes(scratch, 0, (int) state);
      state = Utf8.encode(value, (int) (state >>> 32), scratch, 0);
    }
    return stream.getAsLong();
  }

  @Override
  public long hash(byte[] bytes, int from, int to) {
    return HASHER.hashBytesToLong(bytes, from, to - from);
  }

  @Override
  public void hashAll(long[] values, int from, int to, long[] hashes, int at) {
    for (int i = from; i < to; i++) {
      hashes[at + i - from] = HASHER.hashLongToLong(values[i]);
    }
  }

  @Override
  public void hashAll(double[] values, int from, int to, long[] hashes, int at) {
    for (int i = from; i < to; i++) {
      double value = values[i];
      hashes[at + i - from] =
          HASHER.hashLongToLong(Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
    }
  }

  @Override
  public void hashAll(byte[] bytes, int[] offsets, int from, int to, long[] hashes, int at) {
    for (int i = from; i < to; i++) {
      hashes[at + i - from] =
          HASHER.hashBytesToLong(bytes, offsets[i], offsets[i + 1] - offsets[i]);
    }
  }
}
