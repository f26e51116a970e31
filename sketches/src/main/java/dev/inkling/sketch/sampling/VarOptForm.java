package dev.inkling.sketch.sampling;

import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;

/** The stored form of a {@link VarOptSample}. */
final class VarOptForm {

  static final int VERSION = 1;

  /** Size, heavy items, light items, reserved, seed, count, light sum and its rest, odds. */
  static final int HEADER_BYTES = 4 * 4 + 5 * 8;

  static final int ENTRY_BYTES = 2 * 8;

  /** How far rounding may take a light item's weight above the threshold, a heavy one's below. */
  private static final double SLACK = 1 + 0x1p-8;

  private VarOptForm() {}

  static VarOptSample read(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.VAR_OPT, VERSION);
    check(body.remaining() >= HEADER_BYTES, "the header needs 56 bytes", body.remaining());
    int size = body.getInt();
    int heavy = body.getInt();
    LightItems light = new LightItems();
    light.items = body.getInt();
    int reserved = body.getInt();
    check(size >= 1 && size <= VarOptSample.MAX_SIZE, "size must be in [1, 2^24]", size);
    check(heavy >= 0 && heavy <= size, "heavy items must be in [0, size]", heavy);
    check(
        light.items == 0 || (light.items > 0 && light.items == size - heavy),
        "light items must be 0 or the rest",
        light.items);
    check(reserved == 0, "reserved bytes must be 0", reserved);
    long seed = body.getLong();
    long count = body.getLong();
    light.sum = body.getDouble();
    light.rest = body.getDouble();
    light.odds = body.getDouble();
    int held = heavy + light.items;
    check(count >= held, "count must be at least the items held", count);
    check(
        body.remaining() == (long) held * ENTRY_BYTES,
        "16 bytes must be there for each item",
        body.remaining());
    long[] pairs = new long[2 * held];
    body.asLongBuffer().get(pairs);
    for (int i = 1; i < pairs.length; i += 2) {
      check(Weights.isPositive(pairs[i]), "weight must be in [2^-900, 2^900], bits", pairs[i]);
    }
    if (light.items == 0) {
      check(
          (bits(light.sum) | bits(light.rest) | bits(light.odds)) == 0,
          "without light items their sum and odds must be 0",
          heavy);
      return new VarOptSample(size, seed, count, pairs, heavy, null);
    }
    check(count > size, "count must be above the size", count);
    checkLight(light, pairs, heavy);
    return new VarOptSample(size, seed, count, pairs, heavy, light);
  }

  private static void checkLight(LightItems light, long[] pairs, int heavy) {
    double sum = light.sum;
    check(sum > 0 && sum <= Double.MAX_VALUE, "sum must be finite, above 0, bits", bits(sum));
    check(Math.abs(light.rest) <= sum * 0x1p-8, "the sum lost too much, bits", bits(light.rest));
    check(light.odds >= 1 && light.odds <= 0x1p60, "odds not in [1, 2^60]", bits(light.odds));
    check(WeightHeap.isHeap(pairs, heavy), "heavy items must be a heap", heavy);
    double threshold = light.threshold();
    for (int i = 0; i < pairs.length / 2; i++) {
      double weight = Double.longBitsToDouble(pairs[2 * i + 1]);
      check(
          i < heavy ? weight * SLACK >= threshold : weight <= threshold * SLACK,
          "a weight on the wrong side of the threshold, bits",
          pairs[2 * i + 1]);
    }
  }

  private static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored VAR_OPT: " + rule + ", got " + got);
    }
  }
}
