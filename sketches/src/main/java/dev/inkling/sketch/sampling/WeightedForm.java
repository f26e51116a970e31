package dev.inkling.sketch.sampling;

import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;

/** The stored form of a {@link WeightedSample}. */
final class WeightedForm {

  static final int VERSION = 1;

  /** Size, candidates, seed, state, count, sum and its rest, limit, jump. */
  static final int HEADER_BYTES = 4 + 4 + 7 * 8;

  static final int ENTRY_BYTES = 3 * 8;

  private WeightedForm() {}

  static WeightedSample read(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.WEIGHTED, VERSION);
    check(body.remaining() >= HEADER_BYTES, "the header needs 64 bytes", body.remaining());
    int size = body.getInt();
    check(size >= 1 && size <= WeightedSample.MAX_SIZE, "size must be in [1, 2^24]", size);
    int candidates = body.getInt();
    long seed = body.getLong();
    WeightedKeys keys = new WeightedKeys(0, body.getLong());
    keys.candidates = candidates;
    keys.sorted = true;
    long count = body.getLong();
    double sum = body.getDouble();
    double rest = body.getDouble();
    keys.limit = body.getDouble();
    keys.jump = body.getDouble();
    check(count >= 0, "count must not be negative", count);
    check(
        candidates >= 0 && candidates < WeightedKeys.capacity(size) && candidates <= count,
        "candidates must be below the capacity and at most the count",
        candidates);
    checkSum(sum, rest);
    checkLimit(keys, size);
    boolean untouched = keys.state == WeightedKeys.firstState(seed);
    if (count == 0) {
      check(untouched, "the state of nothing must be the seed's", keys.state);
      check(bits(sum) == 0 && bits(rest) == 0, "the sum of nothing must be 0, bits", bits(sum));
    }
    int n = Math.min(candidates, size + 1);
    check(
        body.remaining() == (long) n * ENTRY_BYTES,
        "24 bytes must be there for each item",
        body.remaining());
    long[] pairs = readEntries(body, keys, n, sum + rest);
    return new WeightedSample(
        size, seed, count, sum, rest, pairs, n == 0 && untouched ? null : keys);
  }

  private static void checkSum(double sum, double rest) {
    check(sum >= 0 && sum <= Double.MAX_VALUE, "sum must be finite, at least 0, bits", bits(sum));
    check(Math.abs(rest) <= sum, "what the sum lost must not be above it, bits", bits(rest));
  }

  private static void checkLimit(WeightedKeys keys, int size) {
    double limit = keys.limit;
    if (limit == Double.POSITIVE_INFINITY) {
      check(keys.jump == WeightedKeys.NOT_DRAWN, "no limit, but a jump of bits", bits(keys.jump));
    } else {
      check(
          keys.jump >= 0 || keys.jump == WeightedKeys.NOT_DRAWN,
          "the jump must be -1 or at least 0, bits",
          bits(keys.jump));
      check(
          limit >= WeightedKeys.MIN_KEY && limit <= WeightedKeys.MAX_KEY,
          "the limit must be in [2^-1020, 2^906], bits",
          bits(limit));
      check(keys.candidates > size, "too few candidates for a limit", keys.candidates);
    }
  }

  /** Reads the keys, and returns items and bits of weights in turn. */
  private static long[] readEntries(ByteBuffer body, WeightedKeys read, int n, double total) {
    long[] keys = new long[n];
    long[] pairs = new long[2 * n];
    double highest = Math.min(read.limit, WeightedKeys.MAX_KEY);
    double held = 0;
    for (int i = 0; i < n; i++) {
      keys[i] = body.getLong();
      double key = Double.longBitsToDouble(keys[i]);
      check(key >= WeightedKeys.MIN_KEY && key <= highest, "key out of range, bits", keys[i]);
      pairs[2 * i] = body.getLong();
      pairs[2 * i + 1] = body.getLong();
      check(
          Weights.isPositive(pairs[2 * i + 1]),
          "weight must be in [2^-900, 2^900], bits",
          pairs[2 * i + 1]);
      held += Double.longBitsToDouble(pairs[2 * i + 1]);
    }
    check(KeyOrder.isSorted(keys, pairs, n), "items must be in the order of their keys", n);
    check(held <= total * (1 + 0x1p-20), "the items weigh more than the sum, bits", bits(held));
    read.keys = keys;
    return pairs;
  }

  private static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored WEIGHTED: " + rule + ", got " + got);
    }
  }
}
