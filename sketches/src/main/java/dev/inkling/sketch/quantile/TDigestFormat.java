package dev.inkling.sketch.quantile;

import static dev.inkling.sketch.quantile.Centroids.MAX;
import static dev.inkling.sketch.quantile.Centroids.MEAN;
import static dev.inkling.sketch.quantile.Centroids.MIN;
import static dev.inkling.sketch.quantile.Centroids.STRIDE;
import static dev.inkling.sketch.quantile.Centroids.WEIGHT;

import dev.inkling.sketch.SketchFormatException;
import java.nio.ByteBuffer;

/** The body of a stored t-digest, version 1; see {@code docs/FORMATS.md}. */
final class TDigestFormat {

  /** Compression, number of centroids, number of buffered values. */
  private static final int HEADER_BYTES = 16;

  private static final int SMALLEST_CENTROID_BYTES = 9;

  private TDigestFormat() {}

  static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw bad(rule, got);
    }
  }

  private static void check(boolean holds, String rule, double got) {
    if (!holds) {
      throw bad(rule, got);
    }
  }

  private static SketchFormatException bad(String rule, Object got) {
    return new SketchFormatException("stored T_DIGEST: " + rule + ", got " + got);
  }

  static int bodyBytes(Centroids centroids, int buffered) {
    double[] c = centroids.cells();
    int bytes = HEADER_BYTES + 8 * buffered;
    for (int i = 0; i < centroids.size() * STRIDE; i += STRIDE) {
      boolean point = c[i + MIN] == c[i + MAX];
      bytes += varintBytes(tag(c[i + WEIGHT], point)) + (point ? 8 : 24);
    }
    return bytes;
  }

  static void write(
      ByteBuffer body, double compression, Centroids centroids, double[] buffer, int buffered) {
    body.putDouble(compression).putInt(centroids.size()).putInt(buffered);
    double[] c = centroids.cells();
    for (int i = 0; i < centroids.size() * STRIDE; i += STRIDE) {
      boolean point = c[i + MIN] == c[i + MAX];
      putVarint(body, tag(c[i + WEIGHT], point));
      body.putDouble(c[i + MIN]);
      if (!point) {
        body.putDouble(c[i + MAX]).putDouble(c[i + MEAN]);
      }
    }
    for (int i = 0; i < buffered; i++) {
      body.putDouble(buffer[i]);
    }
  }

  static double readCompression(ByteBuffer body) {
    check(body.remaining() >= HEADER_BYTES, "the body needs 16 bytes", body.remaining());
    double compression = body.getDouble();
    check(
        compression >= TDigest.MIN_COMPRESSION && compression <= TDigest.MAX_COMPRESSION,
        "compression must be in [20, 10000]",
        compression);
    return compression;
  }

  /** Reads both counts and the centroids; afterwards the body holds the buffered values only. */
  static Centroids readCentroids(ByteBuffer body, int mostDoubles, double maxCount) {
    int size = body.getInt();
    int buffered = body.getInt();
    check(size >= 0, "the number of centroids must not be negative", size);
    check(buffered >= 0, "the number of buffered values must not be negative", buffered);
    check(
        (long) STRIDE * size + buffered <= mostDoubles,
        "more centroids and values than the compression allows",
        size);
    check(
        (long) size * SMALLEST_CENTROID_BYTES + 8L * buffered <= body.remaining(),
        "too few bytes for the centroids and values announced",
        body.remaining());
    if (size == 0) {
      checkRest(body, buffered);
      return Centroids.NONE;
    }
    double[] c = new double[size * STRIDE];
    double total = 0;
    for (int i = 0; i < c.length; i += STRIDE) {
      long tag = getVarint(body);
      long weight = tag >>> 1;
      boolean point = (tag & 1) != 0;
      check(body.remaining() >= (point ? 8 : 24), "centroid cut off", body.remaining());
      double min = body.getDouble();
      double max = point ? min : body.getDouble();
      double mean = point ? min : body.getDouble();
      check(weight >= (point ? 1 : 2), "weight too small", weight);
      check(
          !Double.isNaN(min) && !isNegativeZero(min) && !isNegativeZero(max), "not a number", min);
      check(
          point || (min < max && min <= mean && mean <= max), "min, max, mean out of order", mean);
      check(
          point || (min != Double.NEGATIVE_INFINITY && max != Double.POSITIVE_INFINITY),
          "an infinity must stand alone",
          max - min);
      total += weight;
      check(total <= maxCount, "the weights' sum must be at most 2^53", total);
      c[i + MIN] = min;
      c[i + MAX] = max;
      c[i + MEAN] = mean;
      c[i + WEIGHT] = weight;
      check(
          i == 0 || Centroids.compare(c, i - STRIDE, c, i) <= 0, "centroids must be in order", min);
    }
    checkRest(body, buffered);
    check(total + buffered <= maxCount, "the count must be at most 2^53", total + buffered);
    return Centroids.of(c, size, total);
  }

  static double[] readBuffer(ByteBuffer body) {
    int count = body.remaining() / 8;
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double value = body.getDouble();
      check(
          !Double.isNaN(value) && !isNegativeZero(value), "buffered values must be numbers", value);
      check(i == 0 || values[i - 1] <= value, "buffered values must be in order", value);
      values[i] = value;
    }
    return values;
  }

  private static void checkRest(ByteBuffer body, int buffered) {
    check(
        body.remaining() == 8L * buffered,
        "8 bytes must be left for each buffered value",
        body.remaining());
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && 1 / value < 0;
  }

  private static long tag(double weight, boolean point) {
    return (long) weight << 1 | (point ? 1 : 0);
  }

  private static int varintBytes(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  private static void putVarint(ByteBuffer body, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      body.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    body.put((byte) rest);
  }

  private static long getVarint(ByteBuffer body) {
    long value = 0;
    for (int shift = 0; shift < 56; shift += 7) {
      check(body.hasRemaining(), "weight cut off", 0);
      byte next = body.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        check(next != 0 || shift == 0, "weight longer than need be", shift);
        return value;
      }
    }
    throw new SketchFormatException("stored T_DIGEST: weight longer than 56 bits");
  }
}
