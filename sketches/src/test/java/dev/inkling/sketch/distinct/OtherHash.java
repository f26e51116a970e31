package dev.inkling.sketch.distinct;

import dev.inkling.hash.Hash64;

/** A hash function with an id of its own: XXH3, inverted. */
final class OtherHash implements Hash64 {

  @Override
  public int id() {
    return 200;
  }

  @Override
  public long hash(long value) {
    return ~Hash64.xxh3().hash(value);
  }

  @Override
  public long hash(double value) {
    return ~Hash64.xxh3().hash(value);
  }

  @Override
  public long hash(CharSequence value) {
    return ~Hash64.xxh3().hash(value);
  }

  @Override
  public long hash(byte[] bytes, int from, int to) {
    return ~Hash64.xxh3().hash(bytes, from, to);
  }
}
