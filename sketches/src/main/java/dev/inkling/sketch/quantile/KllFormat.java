package dev.inkling.sketch.quantile;

import dev.inkling.sketch.SketchFormatException;
import java.nio.ByteBuffer;

/** The body of a stored {@link KllSketch}, version 1; see {@code docs/FORMATS.md}. */
final class KllFormat {

  /** k, levels, steps, reserved, seed, numbers in the buffer. */
  private static final int HEAD_BYTES = 20;

  /** State of the generator, sum of squares, minimum, maximum, sum of squares with places. */
  private static final int LEVELS_HEAD_BYTES = 40;

  private static final int STEP_BYTES = 16;

  private KllFormat() {}

  /** The fields that every stored sketch has. */
  record Head(int k, int levels, int steps, long seed, int buffered) {}

  static int bodyBytes(Compactors levels, int buffered) {
    int bytes = HEAD_BYTES + 8 * buffered;
    if (levels != null) {
      bytes += LEVELS_HEAD_BYTES + STEP_BYTES * levels.noise().steps();
      for (int h = 1; h <= levels.top(); h++) {
        bytes += 4 + 8 * levels.size(h);
      }
    }
    return bytes;
  }

  static void write(
      ByteBuffer body, int k, long seed, Compactors levels, double[] buffer, int buffered) {
    body.putInt(k);
    body.put((byte) (levels == null ? 0 : levels.top()));
    body.put((byte) (levels == null ? 0 : levels.noise().steps()));
    body.putShort((short) 0).putLong(seed).putInt(buffered);
    if (levels != null) {
      body.putLong(levels.state()).putDouble(levels.squares());
      body.putDouble(levels.min()).putDouble(levels.max());
      RankNoise noise = levels.noise();
      body.putDouble(noise.total());
      for (int i = 0; i < noise.steps(); i++) {
        body.putDouble(noise.place(i)).putDouble(noise.change(i));
      }
      for (int h = 1; h <= levels.top(); h++) {
        body.putInt(levels.size(h));
        putAll(body, levels.run(h), levels.size(h));
      }
    }
    putAll(body, buffer, buffered);
  }

  private static void putAll(ByteBuffer body, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      body.putDouble(values[i]);
    }
  }

  static Head readHead(ByteBuffer body) {
    check(body.remaining() >= HEAD_BYTES, "the body needs 20 bytes", body.remaining());
    int k = body.getInt();
    int levels = body.get();
    int steps = body.get();
    int reserved = body.getShort();
    long seed = body.getLong();
    int buffered = body.getInt();
    check(k >= KllSketch.MIN_K && k <= KllSketch.MAX_K, "k must be in [8, 65535]", k);
    check(levels >= 0 && levels <= Compactors.MAX_LEVEL, "levels must be in [0, 61]", levels);
    check(steps >= 0 && steps <= RankNoise.MAX_STEPS, "steps must be in [0, 48]", steps);
    check(levels > 0 || steps == 0, "steps need levels", steps);
    check(reserved == 0, "reserved bytes must be 0", reserved);
    check(
        buffered >= 0 && buffered <= KllSketch.bufferCapacity(k),
        "more numbers in the buffer than it holds",
        buffered);
    return new Head(k, levels, steps, seed, buffered);
  }

  static Compactors readLevels(ByteBuffer body, Head head) {
    if (head.levels() == 0) {
      return null;
    }
    int fixed = LEVELS_HEAD_BYTES + STEP_BYTES * head.steps();
    check(body.remaining() >= fixed, "the levels are cut off", body.remaining());
    long state = body.getLong();
    double squares = body.getDouble();
    double min = getNumber(body);
    double max = getNumber(body);
    double total = body.getDouble();
    check(squares >= 1 && squares <= 0x1p126, "the sum of squares is out of range", squares);
    check(min <= max, "the minimum is above the maximum", min);
    check(total >= 1 && total <= squares, "the squares with places are out of range", total);
    RankNoise noise = new RankNoise();
    noise.setTotal(total);
    for (int i = 0; i < head.steps(); i++) {
      double place = getNumber(body);
      double change = body.getDouble();
      check(place >= min && place <= max, "a step outside of the numbers", place);
      check(change != 0 && Math.abs(change) <= total, "a step is out of range", change);
      noise.put(place, change);
    }
    Compactors levels = new Compactors(head.k(), state, squares, min, max, noise);
    long weight = head.buffered();
    for (int h = 1; h <= head.levels(); h++) {
      check(body.remaining() >= 4, "a level is cut off", body.remaining());
      int size = body.getInt();
      check(
          size >= 0 && size <= Compactors.capacity(head.k(), 0) && 8L * size <= body.remaining(),
          "more numbers in a level than 3 k / 2 or than there are bytes",
          size);
      double[] run = getAll(body, size);
      check(
          size == 0 || (run[0] >= min && run[size - 1] <= max),
          "numbers outside of minimum and maximum",
          h);
      levels.restore(h, run);
      check(size <= (KllSketch.MAX_COUNT - weight) >> h, "the count must be at most 2^62", size);
      weight += (long) size << h;
    }
    check(levels.size(head.levels()) > 0, "the highest level must not be empty", head.levels());
    return levels;
  }

  static double[] readBuffer(ByteBuffer body, Head head) {
    check(
        body.remaining() == 8 * head.buffered(),
        "8 bytes must be left for each number in the buffer",
        body.remaining());
    return getAll(body, head.buffered());
  }

  private static double[] getAll(ByteBuffer body, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = getNumber(body);
      check(i == 0 || values[i - 1] <= values[i], "numbers must be in order", values[i]);
    }
    return values;
  }

  private static double getNumber(ByteBuffer body) {
    double value = body.getDouble();
    check(!Double.isNaN(value), "a number must not be NaN", value);
    check(value != 0 || 1 / value > 0, "zero must be positive", value);
    return value;
  }

  private static void check(boolean holds, String rule, double got) {
    if (!holds) {
      throw new SketchFormatException("stored KLL: " + rule + ", got " + got);
    }
  }
}
