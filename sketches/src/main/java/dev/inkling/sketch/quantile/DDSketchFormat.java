package dev.inkling.sketch.quantile;

import dev.inkling.sketch.SketchFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The body of a stored {@link DDSketch}, version 1; see {@code docs/FORMATS.md}. */
final class DDSketchFormat {

  private static final int EXACT = 0;
  private static final int BUCKETS = 1;

  /** Resolution, form, reserved. */
  private static final int HEAD_BYTES = 4;

  private DDSketchFormat() {}

  /** What is known of a stored sketch before memory is spent on its buckets. */
  static final class Head {
    final int resolution;
    final long count;
    final double min;
    final double max;

    /** The numbers if they are kept as they are, or null. */
    final double[] values;

    /** What the buckets take on the heap. */
    final long windowBytes;

    Head(int resolution, long count, double min, double max, double[] values, long windowBytes) {
      this.resolution = resolution;
      this.count = count;
      this.min = min;
      this.max = max;
      this.values = values;
      this.windowBytes = windowBytes;
    }
  }

  static int bytesOf(int count) {
    return HEAD_BYTES + 8 * count;
  }

  static void write(ByteBuffer body, int resolution, double[] values, int count) {
    body.put((byte) resolution).put((byte) EXACT).putShort((short) 0);
    for (int i = 0; i < count; i++) {
      body.putDouble(values[i]);
    }
  }

  static int bytesOf(SignedBuckets buckets) {
    int bytes = HEAD_BYTES + 16 + bytesOf(buckets.negative()) + bytesOf(buckets.positive());
    for (int sign = -1; sign <= 1; sign++) {
      bytes += Varint.bytes(buckets.special(sign));
    }
    return bytes;
  }

  static void write(
      ByteBuffer body, int resolution, double min, double max, SignedBuckets buckets) {
    body.put((byte) resolution).put((byte) BUCKETS).putShort((short) 0);
    body.putDouble(min).putDouble(max);
    for (int sign = -1; sign <= 1; sign++) {
      Varint.put(body, buckets.special(sign));
    }
    int start = LogBuckets.FIRST_OCTAVE << resolution;
    write(body, buckets.negative(), start);
    write(body, buckets.positive(), start);
  }

  private static int bytesOf(LogBuckets side) {
    int bytes = 0;
    int runs = 0;
    int end = LogBuckets.FIRST_OCTAVE << side.resolution();
    for (int i = side.nextUsed(0); i < side.length(); i = side.nextUsed(i)) {
      int to = side.nextUnused(i);
      bytes += Varint.bytes(side.base + i - end) + Varint.bytes(to - i);
      end = side.base + to;
      runs++;
      for (; i < to; i++) {
        bytes += Varint.bytes(side.at(i));
      }
    }
    return bytes + Varint.bytes(runs);
  }

  private static void write(ByteBuffer body, LogBuckets side, int start) {
    int runs = 0;
    for (int i = side.nextUsed(0); i < side.length(); i = side.nextUsed(side.nextUnused(i))) {
      runs++;
    }
    Varint.put(body, runs);
    int end = start;
    for (int i = side.nextUsed(0); i < side.length(); i = side.nextUsed(i)) {
      int to = side.nextUnused(i);
      Varint.put(body, side.base + i - end);
      Varint.put(body, to - i);
      end = side.base + to;
      for (; i < to; i++) {
        Varint.put(body, side.at(i));
      }
    }
  }

  /** Checks all of a body; allocates no more than the numbers that are kept as they are. */
  static Head readHead(ByteBuffer body) {
    check(body.remaining() >= HEAD_BYTES, "the body needs 4 bytes", body.remaining());
    int resolution = body.get();
    int form = body.get();
    int reserved = body.getShort();
    check(
        resolution >= 0 && resolution <= DDSketch.MAX_RESOLUTION,
        "the resolution must be in [0, 13]",
        resolution);
    check(form == EXACT || form == BUCKETS, "the form must be 0 or 1", form);
    check(reserved == 0, "reserved bytes must be 0", reserved);
    return form == EXACT ? readValues(body, resolution) : checkBuckets(body, resolution);
  }

  private static Head readValues(ByteBuffer body, int resolution) {
    int count = body.remaining() / 8;
    check(body.remaining() == 8 * count, "numbers have 8 bytes", body.remaining());
    check(count <= DDSketch.EXACT_LIMIT, "at most 64 numbers are kept as they are", count);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double value = readNumber(body);
      check(i == 0 || values[i - 1] <= value, "the numbers must be in order", value);
      values[i] = value;
    }
    double min = count == 0 ? Double.POSITIVE_INFINITY : values[0];
    double max = count == 0 ? Double.NEGATIVE_INFINITY : values[count - 1];
    return new Head(resolution, count, min, max, values, 0);
  }

  private static double readNumber(ByteBuffer body) {
    double value = body.getDouble();
    check(!Double.isNaN(value), "a number must not be NaN", value);
    check(value != 0 || 1 / value > 0, "zero must be positive", value);
    return value;
  }

  private static Head checkBuckets(ByteBuffer body, int resolution) {
    check(body.remaining() >= 16, "minimum and maximum need 16 bytes", body.remaining());
    double min = readNumber(body);
    double max = readNumber(body);
    long[] special = {Varint.get(body), Varint.get(body), Varint.get(body)};
    long count = 0;
    for (long part : special) {
      count = sum(count, part);
    }
    Extent negative = checkSide(body, resolution);
    Extent positive = checkSide(body, resolution);
    check(!body.hasRemaining(), "bytes after the last bucket", body.remaining());
    count = sum(sum(count, negative.count), positive.count);
    check(count > DDSketch.EXACT_LIMIT, "so few numbers are kept as they are", count);
    int least = extreme(special[0], negative.last, special[1], positive.first, resolution);
    int most = -extreme(special[2], positive.last, special[1], negative.first, resolution);
    check(BucketKey.of(min, resolution) == least, "the minimum is not in the first bucket", min);
    check(BucketKey.of(max, resolution) == most, "the maximum is not in the last bucket", max);
    check(least != most || min <= max, "the minimum is above the maximum", min);
    return new Head(resolution, count, min, max, null, negative.bytes + positive.bytes);
  }

  /** The key of the first of -infinity, the far side mirrored, 0, the near side, infinity. */
  private static int extreme(long infinite, int far, long zeros, int near, int resolution) {
    if (infinite > 0) {
      return -BucketKey.of(Double.POSITIVE_INFINITY, resolution);
    }
    if (far != Extent.NOWHERE) {
      return -BucketKey.of(far, resolution);
    }
    if (zeros > 0) {
      return 0;
    }
    return near == Extent.NOWHERE
        ? BucketKey.of(Double.POSITIVE_INFINITY, resolution)
        : BucketKey.of(near, resolution);
  }

  /** What the runs of one sign amount to: first and last bucket, numbers, bytes of the window. */
  private static final class Extent {
    static final int NOWHERE = Integer.MIN_VALUE;
    int first = NOWHERE;
    int last = NOWHERE;
    long count;
    long bytes;
  }

  private static Extent checkSide(ByteBuffer body, int resolution) {
    Extent extent = new Extent();
    long runs = Varint.get(body);
    long end = (long) LogBuckets.FIRST_OCTAVE << resolution;
    long limit = (long) LogBuckets.END_OCTAVE << resolution;
    boolean wide = false;
    for (long run = 0; run < runs; run++) {
      long gap = Varint.get(body);
      long length = Varint.get(body);
      check(run == 0 || gap > 0, "runs of buckets must be apart", gap);
      check(length > 0, "a run of buckets must not be empty", length);
      check(gap <= limit - end && length <= limit - end - gap, "a bucket beyond the last", gap);
      long from = end + gap;
      end = from + length;
      for (int i = (int) from; i < end; i++) {
        long count = Varint.get(body);
        check(count > 0, "a bucket in a run must not be empty", count);
        double lower = LogBuckets.lower(i, resolution);
        check(
            i >= 1 << resolution || LogBuckets.index(lower, resolution) == i,
            "no number lies in this bucket",
            i);
        extent.count = sum(extent.count, count);
        wide |= count > Integer.MAX_VALUE;
      }
      extent.first = run == 0 ? (int) from : extent.first;
      extent.last = (int) end - 1;
    }
    extent.bytes = runs == 0 ? 0 : (end - extent.first) * (wide ? 8 : 4);
    return extent;
  }

  private static long sum(long a, long b) {
    check(a <= Long.MAX_VALUE - b, "the count must be at most 2^63 - 1", b);
    return a + b;
  }

  /** Reads the buckets out of a body that {@link #readHead} has found right. */
  static SignedBuckets readBuckets(byte[] checked) {
    ByteBuffer body = ByteBuffer.wrap(checked).order(ByteOrder.LITTLE_ENDIAN);
    int resolution = body.get(0);
    body.position(HEAD_BYTES + 16);
    long[] special = {Varint.get(body), Varint.get(body), Varint.get(body)};
    LogBuckets negative = readSide(body, resolution);
    LogBuckets positive = readSide(body, resolution);
    boolean any = special[0] != 0 || special[1] != 0 || special[2] != 0;
    return new SignedBuckets(resolution, any ? special : null, negative, positive);
  }

  private static LogBuckets readSide(ByteBuffer body, int resolution) {
    int start = body.position();
    Extent extent = checkSide(body, resolution);
    if (extent.count == 0) {
      return LogBuckets.NONE;
    }
    LogBuckets side = new LogBuckets(resolution);
    side.reserve(extent.first, extent.last);
    body.position(start);
    long runs = Varint.get(body);
    int index = LogBuckets.FIRST_OCTAVE << resolution;
    for (long run = 0; run < runs; run++) {
      index += (int) Varint.get(body);
      for (long length = Varint.get(body); length > 0; length--) {
        side.add(index++, Varint.get(body));
      }
    }
    return side;
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored DD_SKETCH: " + rule + ", got " + got);
    }
  }

  private static void check(boolean holds, String rule, double got) {
    if (!holds) {
      throw new SketchFormatException("stored DD_SKETCH: " + rule + ", got " + got);
    }
  }
}
