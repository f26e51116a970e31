package dev.inkling.hash;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/** XXH3-64, seed 0, as implemented by hash4j. */
final class Xxh3Hash implements Hash64 {

  static final Hash64 INSTANCE = new Xxh3Hash();

  private final Hasher64 hasher = Hashing.xxh3_64();

  private Xxh3Hash() {}

  @Override
  public int id() {
    return 1;
  }

  @Override
  public long hash(long value) {
    return hasher.hashLongToLong(value);
  }

  @Override
  public long hash(double value) {
    return hasher.hashLongToLong(Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
  }

  @Override
  public long hash(CharSequence value) {
    byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
    return hasher.hashBytesToLong(utf8, 0, utf8.length);
  }

  @Override
  public long hash(byte[] bytes, int from, int to) {
    return hasher.hashBytesToLong(bytes, from, to - from);
  }
}
