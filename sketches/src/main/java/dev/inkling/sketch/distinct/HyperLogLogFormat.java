package dev.inkling.sketch.distinct;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.distinct.HyperLogLogStates.State;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;

/** The stored form of a HyperLogLog; see docs/FORMATS.md. */
final class HyperLogLogFormat {

  static final int VERSION = 1;

  private static final int HEADER_BYTES = 4;
  private static final byte FORM_EXACT = 0;
  private static final byte FORM_DENSE = 1;
  private static final byte FORM_SPARSE = 2;

  private HyperLogLogFormat() {}

  static int bodyBytes(State state, int precision, int count) {
    int content =
        switch (state) {
          case EXACT -> Long.BYTES * count;
          case SPARSE -> Integer.BYTES * count;
          default -> Registers.storedBytes(1 << precision);
        };
    return HEADER_BYTES + content;
  }

  static void writeHeader(ByteBuffer target, State state, int precision, Hash64 hash) {
    byte form =
        switch (state) {
          case EXACT -> FORM_EXACT;
          case SPARSE -> FORM_SPARSE;
          default -> FORM_DENSE;
        };
    target.put((byte) precision).put((byte) hash.id()).put(form).put((byte) 0);
  }

  static void write(ByteBuffer target, long[] sortedHashes) {
    for (long hash : sortedHashes) {
      target.putLong(hash);
    }
  }

  static void write(ByteBuffer target, int[] sortedCoupons) {
    for (int coupon : sortedCoupons) {
      target.putInt(coupon);
    }
  }

  static HyperLogLog read(ByteBuffer source, Hash64 hash) {
    ByteBuffer body = Preamble.read(source, SketchKind.HYPER_LOG_LOG, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 4", body.remaining());
    int precision = body.get();
    int hashId = body.get() & 0xFF;
    int form = body.get();
    int reserved = body.get();
    require(
        precision >= HyperLogLog.MIN_PRECISION && precision <= HyperLogLog.MAX_PRECISION,
        "precision",
        "in [4, 21]",
        precision);
    require(hashId == hash.id(), "hash id", "that of the function given, " + hash.id(), hashId);
    require(reserved == 0, "the reserved byte", "0", reserved);
    return switch (form) {
      case FORM_EXACT -> readHashes(body, precision, hash);
      case FORM_SPARSE -> readCoupons(body, precision, hash);
      default -> {
        require(form == FORM_DENSE, "form", "0, 1 or 2", form);
        yield readRegisters(body, precision, hash);
      }
    };
  }

  private static HyperLogLog readHashes(ByteBuffer body, int precision, Hash64 hash) {
    int bytes = body.remaining();
    int n = bytes >>> 3;
    int limit = WholeHashes.limit(precision);
    require((bytes & 7) == 0, "the length of the hashes", "a multiple of 8", bytes);
    require(n <= limit, "the number of hashes", "at most " + limit, n);
    long[] table = n == 0 ? null : WholeHashes.table(n);
    boolean zero = false;
    long last = 0;
    for (int i = 0; i < n; i++) {
      long next = body.getLong();
      require(i == 0 || next > last, "hash " + i, "greater than the one before it", next);
      if (next == 0) {
        zero = true;
      } else {
        WholeHashes.put(table, next);
      }
      last = next;
    }
    return HyperLogLog.exact(precision, hash, table, zero, n);
  }

  private static HyperLogLog readCoupons(ByteBuffer body, int precision, Hash64 hash) {
    int bytes = body.remaining();
    int n = bytes >>> 2;
    int limit = Coupons.limit(precision);
    require((bytes & 3) == 0, "the length of the coupons", "a multiple of 4", bytes);
    require(n > 0 && n <= limit, "the number of coupons", "in [1, " + limit + "]", n);
    int[] table = Coupons.table(n);
    long last = Coupons.LEAST - 1;
    for (int i = 0; i < n; i++) {
      long next = body.getInt() & 0xFFFF_FFFFL;
      require(
          next > last && next <= Coupons.MOST,
          "coupon " + i,
          "in [" + (last + 1) + ", " + Coupons.MOST + "]",
          next);
      Coupons.put(table, (int) next);
      last = next;
    }
    return HyperLogLog.sparse(precision, hash, table, n);
  }

  private static HyperLogLog readRegisters(ByteBuffer body, int precision, Hash64 hash) {
    int bytes = Registers.storedBytes(1 << precision);
    require(body.remaining() == bytes, "the length of the registers", "" + bytes, body.remaining());
    Registers registers = Registers.read(body, precision);
    int highest = registers.highest();
    require(highest > 0, "the largest register", "at least 1", 0);
    require(highest <= 65 - precision, "a register", "at most " + (65 - precision), highest);
    return HyperLogLog.dense(hash, registers);
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored HYPER_LOG_LOG: " + field + " must be " + rule + ", got " + found);
    }
  }
}
