package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;

/** The stored form of a Count-Min sketch; see {@code docs/FORMATS.md}. */
final class CountMinFormat {

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 12;

  /** Added to the depth of a sketch with conservative updates. */
  private static final int CONSERVATIVE = 0x80;

  private CountMinFormat() {}

  static int storedBytes(CountMinSketch sketch, Counters counters) {
    return Preamble.BYTES + bodyBytes(sketch, counterBytes(counters));
  }

  private static int bodyBytes(CountMinSketch sketch, int counterBytes) {
    return HEADER_BYTES + sketch.depth() * sketch.width() * counterBytes;
  }

  /** The bytes that the largest counter needs, 0 while empty. */
  private static int counterBytes(Counters counters) {
    return counters == null ? 0 : bytesFor(counters.largest());
  }

  private static int bytesFor(long largest) {
    return largest < 1L << 8 ? 1 : largest < 1L << 16 ? 2 : largest < 1L << 32 ? 4 : 8;
  }

  static void write(CountMinSketch sketch, Counters counters, ByteBuffer target) {
    int counterBytes = counterBytes(counters);
    Preamble.write(
        target,
        SketchKind.COUNT_MIN,
        VERSION,
        bodyBytes(sketch, counterBytes),
        body -> {
          body.put((byte) Integer.numberOfTrailingZeros(sketch.width()));
          body.put((byte) (sketch.depth() | (sketch.isConservative() ? CONSERVATIVE : 0)));
          body.put((byte) sketch.hash64().id()).put((byte) counterBytes).putLong(sketch.total());
          if (counters != null) {
            writeCounters(counters, sketch.depth(), sketch.width(), counterBytes, body);
          }
        });
  }

  private static void writeCounters(
      Counters counters, int depth, int width, int counterBytes, ByteBuffer body) {
    for (int row = 0; row < depth; row++) {
      for (int column = 0; column < width; column++) {
        long counter = counters.get(row, column);
        switch (counterBytes) {
          case 1 -> body.put((byte) counter);
          case 2 -> body.putShort((short) counter);
          case 4 -> body.putInt((int) counter);
          default -> body.putLong(counter);
        }
      }
    }
  }

  static CountMinSketch read(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.COUNT_MIN, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 12", body.remaining());
    int logWidth = body.get();
    int depthAndOption = body.get();
    boolean conservative = depthAndOption < 0;
    int depth = depthAndOption & ~CONSERVATIVE & 0xFF;
    int hashId = body.get() & 0xFF;
    int counterBytes = body.get();
    long total = body.getLong();
    require(logWidth >= 1 && logWidth <= 27, "log2 of the width", "in [1, 27]", logWidth);
    require(depth >= 1 && depth <= Counters.MAX_DEPTH, "depth", "in [1, 16]", depth);
    long size = (long) depth << logWidth;
    require(size <= CountMinSketch.MAX_COUNTERS, "width * depth", "at most 2^27", size);
    require(hashId == Hash64.xxh3().id(), "hash id", "1", hashId);
    require(total >= 0, "total", "at least 0", total);
    require(
        total == 0 ? counterBytes == 0 : counterBytes > 0 && (8 % counterBytes) == 0,
        "counter length",
        "0 if empty, else 1, 2, 4 or 8",
        counterBytes);
    require(
        body.remaining() == size * counterBytes,
        "the length of the counters",
        "" + size * counterBytes,
        body.remaining());
    if (total == 0) {
      return CountMinSketch.of(logWidth, depth, conservative, 0, null);
    }
    long largest = largest(body.duplicate().order(body.order()), (int) size, counterBytes);
    int needed = bytesFor(largest);
    require(counterBytes == needed, "counter length", "the least possible", counterBytes);
    Counters counters = Counters.create(depth, logWidth, largest);
    readCounters(body, depth, 1 << logWidth, counterBytes, conservative, total, counters);
    return CountMinSketch.of(logWidth, depth, conservative, total, counters);
  }

  private static long largest(ByteBuffer body, int size, int counterBytes) {
    long largest = 0;
    for (int i = 0; i < size; i++) {
      long counter = readCounter(body, counterBytes);
      require(counter >= 0, "a counter", "at least 0", counter);
      largest = Math.max(largest, counter);
    }
    return largest;
  }

  private static void readCounters(
      ByteBuffer body,
      int depth,
      int width,
      int counterBytes,
      boolean conservative,
      long total,
      Counters counters) {
    long uncovered = total;
    for (int row = 0; row < depth; row++) {
      long left = total;
      for (int column = 0; column < width; column++) {
        long counter = readCounter(body, counterBytes);
        require(counter <= left, "a counter", "in [0, rest of the row]", counter);
        left -= counter;
        counters.set(row, column, counter);
      }
      require(left == 0 || conservative, "total minus the sum of row " + row, "0", left);
      uncovered -= Math.min(uncovered, total - left);
    }
    // every addition raised one of its counters by all of its count
    require(uncovered == 0, "total minus the sum of all counters", "at most 0", uncovered);
  }

  private static long readCounter(ByteBuffer body, int counterBytes) {
    return switch (counterBytes) {
      case 1 -> body.get() & 0xFF;
      case 2 -> body.getShort() & 0xFFFF;
      case 4 -> body.getInt() & 0xFFFF_FFFFL;
      default -> body.getLong();
    };
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored COUNT_MIN: " + field + " must be " + rule + ", got " + found);
    }
  }
}
