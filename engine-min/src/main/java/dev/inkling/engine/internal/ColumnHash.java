package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.hash.Hash64;
import dev.inkling.operator.Type;

/** Hashes a column, each value once, by the canonical bytes of its type. */
public final class ColumnHash {

  /** What stands for a null; a value may have the same hash, so nulls are told apart elsewhere. */
  private static final long NULL_HASH = 0x9E3779B97F4A7C15L;

  private static final Hash64 HASH = Hash64.xxh3();

  private ColumnHash() {}

  /** Writes the hash of every row's value to {@code target[0, rows)}. */
  public static void hash(ColumnVector column, int rows, long[] target) {
    if (column.type() == Type.VARCHAR) {
      byte[] bytes = column.bytes();
      int[] starts = column.starts();
      int[] lengths = column.lengths();
      for (int row = 0; row < rows; row++) {
        int start = starts[row];
        target[row] = HASH.hash(bytes, start, start + lengths[row]);
      }
    } else if (column.type() == Type.DOUBLE) {
      double[] doubles = column.doubles();
      for (int row = 0; row < rows; row++) {
        target[row] = HASH.hash(doubles[row]);
      }
    } else {
      long[] longs = column.longs();
      for (int row = 0; row < rows; row++) {
        target[row] = HASH.hash(longs[row]);
      }
    }
    if (column.anyNull()) {
      for (int row = 0; row < rows; row++) {
        if (column.isNull(row)) {
          target[row] = NULL_HASH;
        }
      }
    }
  }

  /** The hash of a value of a type that is a long. */
  static long hash(long value) {
    return HASH.hash(value);
  }

  /** Mixes a further key's hashes into {@code target}; the order of keys matters. */
  public static void combine(long[] target, long[] further, int rows) {
    for (int row = 0; row < rows; row++) {
      target[row] = mix(target[row], further[row]);
    }
  }

  /** A hash of two hashes. */
  static long mix(long first, long second) {
    long x = Long.rotateLeft(first, 23) * 0xBF58476D1CE4E5B9L + second;
    return (x ^ x >>> 29) * 0x94D049BB133111EBL;
  }
}
