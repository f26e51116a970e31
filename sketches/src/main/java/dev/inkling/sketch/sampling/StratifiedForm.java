package dev.inkling.sketch.sampling;

import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;

/** The stored form of a {@link StratifiedSample}; see docs/FORMATS.md. */
final class StratifiedForm {

  private static final int VERSION = 1;

  /** Allocation, form, two zeros, budget, minimum, most strata, seed. */
  private static final int HEADER_BYTES = 4 + 3 * 4 + 8;

  private static final int FORM_FIRST = 0;
  private static final int FORM_FIRST_VALUES = 1;
  private static final int FORM_STRATA = 2;

  /** By their codes. */
  private static final Allocation[] ALLOCATIONS = {
    Allocation.EQUAL, Allocation.PROPORTIONAL, Allocation.NEYMAN
  };

  /** Generator, floor, number of strata, rate of a new one, items expected. */
  private static final int STRATA_BYTES = 8 + 4 + 4 + 8 + 8;

  /** Id, count, next, rate, threshold, held. */
  private static final int ROW_BYTES = 5 * 8 + 4;

  private static final int MOMENTS_BYTES = 16;

  /** Of 2^63 values of the largest magnitude allowed. */
  private static final double MAX_SQUARES =
      4 * 0x1p63 * StratifiedSample.MAX_VALUE * StratifiedSample.MAX_VALUE;

  private StratifiedForm() {}

  /** The stored sample at the source's position, which moves past it. */
  static StratifiedSample readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.STRATIFIED, VERSION);
    check(body.remaining() >= HEADER_BYTES, "the header needs 24 bytes", body.remaining());
    int allocation = body.get();
    check(allocation >= 0 && allocation < ALLOCATIONS.length, "no such allocation", allocation);
    int form = body.get();
    check(form >= FORM_FIRST && form <= FORM_STRATA, "no such form", form);
    int reserved = body.getShort();
    check(reserved == 0, "reserved bytes must be 0", reserved);
    int budget = body.getInt();
    int minimum = body.getInt();
    int maxStrata = body.getInt();
    check(
        maxStrata >= 1 && maxStrata <= StratifiedSample.MAX_STRATA,
        "most strata must be in [1, 2^16]",
        maxStrata);
    check(
        minimum >= 1 && minimum <= ReservoirSample.MAX_SIZE,
        "the minimum must be in [1, 2^24]",
        minimum);
    check(
        budget == 0
            ? allocation == Allocation.EQUAL.code()
            : budget >= minimum * (maxStrata + 1L) && budget <= ReservoirSample.MAX_SIZE,
        "the budget must allow each stratum the minimum",
        budget);
    StratifiedSample sample =
        new StratifiedSample(ALLOCATIONS[allocation], budget, minimum, maxStrata, body.getLong());
    if (form == FORM_STRATA) {
      sample.strata = read(sample, body);
    } else {
      readFirst(sample, body, form == FORM_FIRST_VALUES);
    }
    check(!body.hasRemaining(), "bytes after the end", body.remaining());
    return sample;
  }

  private static void readFirst(StratifiedSample sample, ByteBuffer body, boolean values) {
    sample.firstValues = values;
    int width = sample.firstWidth();
    check(
        body.remaining() % (8 * width) == 0
            && body.remaining() <= 8 * width * StratifiedSample.FIRST,
        "at most 8 items are stored in this form, bytes",
        body.remaining());
    sample.firstLength = body.remaining() / 8;
    sample.first = sample.firstLength == 0 ? StratifiedSample.EMPTY : new long[sample.firstLength];
    boolean differ = false;
    for (int i = 0; i < sample.firstLength; i++) {
      sample.first[i] = body.getLong();
      if (values && i % width == 2) {
        double value = Double.longBitsToDouble(sample.first[i]);
        check(
            Math.abs(value) <= StratifiedSample.MAX_VALUE,
            "value out of range, bits",
            sample.first[i]);
        differ |= sample.first[i] != sample.first[i - 1];
      } else if (sample.allocation() == Allocation.NEYMAN && !values && i % width == 1) {
        double value = Double.longBitsToDouble(sample.first[i]);
        check(
            Math.abs(value) <= StratifiedSample.MAX_VALUE,
            "value out of range, bits",
            sample.first[i]);
      }
    }
    check(differ == values, "values are stored if they are not the items", sample.firstLength);
    check(
        !values || sample.allocation() == Allocation.NEYMAN,
        "values must be needed",
        sample.firstLength);
  }

  static int bodyBytes(StratifiedSample sample) {
    Strata strata = sample.strata;
    return Math.toIntExact(
        HEADER_BYTES + (strata == null ? 8L * sample.firstLength : bytes(strata)));
  }

  static void writeTo(StratifiedSample sample, ByteBuffer target) {
    Preamble.write(
        target, SketchKind.STRATIFIED, VERSION, bodyBytes(sample), body -> writeBody(sample, body));
  }

  private static void writeBody(StratifiedSample sample, ByteBuffer body) {
    int listed = sample.firstValues ? FORM_FIRST_VALUES : FORM_FIRST;
    body.put((byte) sample.allocation().code());
    body.put((byte) (sample.strata == null ? listed : FORM_STRATA)).putShort((short) 0);
    body.putInt(sample.budget()).putInt(sample.minimum()).putInt(sample.maxStrata());
    body.putLong(sample.seed());
    if (sample.strata == null) {
      for (int i = 0; i < sample.firstLength; i++) {
        body.putLong(sample.first[i]);
      }
    } else {
      write(sample.strata, body);
    }
  }

  private static int rowBytes(Strata strata) {
    return ROW_BYTES + (strata.hasMoments() ? MOMENTS_BYTES : 0);
  }

  private static long bytes(Strata strata) {
    long bytes = STRATA_BYTES + (strata.size() + 1L) * rowBytes(strata);
    for (int row = 0; row <= strata.size(); row++) {
      bytes += 8L * strata.held(row);
    }
    return bytes;
  }

  private static void write(Strata strata, ByteBuffer body) {
    body.putLong(strata.random.state()).putInt(strata.floor).putInt(strata.size());
    body.putDouble(strata.newRate).putDouble(strata.expected);
    for (int row = 0; row <= strata.size(); row++) {
      body.putLong(row == Strata.POOL ? 0 : strata.id(row));
      body.putLong(strata.count(row)).putLong(strata.get(row, Strata.NEXT));
      body.putLong(strata.get(row, Strata.RATE)).putLong(strata.get(row, Strata.THRESHOLD));
      int held = strata.held(row);
      body.putInt(held);
      if (strata.hasMoments()) {
        body.putLong(strata.get(row, Strata.MEAN)).putLong(strata.get(row, Strata.SQUARES));
      }
      for (int i = 0; i < held; i++) {
        body.putLong(strata.item(row, i));
      }
    }
  }

  /** Reads what {@link #write} wrote, to the end of the body. */
  private static Strata read(StratifiedSample owner, ByteBuffer body) {
    check(body.remaining() >= STRATA_BYTES, "strata's header cut off", body.remaining());
    Strata strata = Strata.create(owner);
    strata.random.state(body.getLong());
    int most = strata.floor;
    strata.floor = body.getInt();
    check(
        strata.floor >= strata.minimum && strata.floor <= most,
        "floor must be from the minimum to " + most,
        strata.floor);
    int size = body.getInt();
    check(size >= 1 && size <= strata.maxStrata, "strata must be in [1, most strata]", size);
    double mostRate = strata.newRate;
    strata.newRate = body.getDouble();
    check(
        strata.newRate >= 0 && strata.newRate <= mostRate,
        "rate must be in [0, " + mostRate + "]",
        0);
    strata.expected = body.getDouble();
    check(
        strata.expected >= 0 && strata.expected <= strata.budget,
        "items expected must be in [0, budget]",
        (long) strata.expected);
    check(
        body.remaining() >= (size + 1L) * rowBytes(strata) + 8L * size,
        "rows cut off",
        body.remaining());
    strata.reserve(size);
    long total = 0;
    for (int row = 0; row <= size; row++) {
      check(body.remaining() >= rowBytes(strata), "row cut off", body.remaining());
      long id = body.getLong();
      if (row == Strata.POOL) {
        check(id == 0, "the pool has no id", id);
      } else {
        check(strata.find(id) == 0, "a stratum must not come twice", id);
        strata.append(id);
      }
      readRow(strata, row, body);
      total += strata.count(row);
      check(total >= 0, "the counts' sum must be below 2^63", total);
    }
    check(
        strata.count(Strata.POOL) == 0 || size == strata.maxStrata,
        "items are pooled only when all strata are taken",
        size);
    check(total > StratifiedSample.FIRST, "so few items are stored in another form", total);
    return strata;
  }

  private static void readRow(Strata strata, int row, ByteBuffer body) {
    long count = body.getLong();
    for (int field : new int[] {Strata.NEXT, Strata.RATE, Strata.THRESHOLD}) {
      strata.set(row, field, body.getLong());
    }
    int held = body.getInt();
    strata.set(row, Strata.COUNT, count);
    strata.set(row, Strata.HELD, (long) held);
    if (strata.hasMoments()) {
      strata.set(row, Strata.MEAN, body.getLong());
      strata.set(row, Strata.SQUARES, body.getLong());
    }
    check(count >= (row == Strata.POOL ? 0 : 1), "count must be at least 1", count);
    if (count == 0) {
      for (int field = 0; field < strata.width(); field++) {
        check(strata.get(row, field) == 0, "an empty pool must be all 0", strata.get(row, field));
      }
      return;
    }
    checkState(strata, row);
    if (strata.hasMoments()) {
      double mean = strata.number(row, Strata.MEAN);
      double squares = strata.number(row, Strata.SQUARES);
      check(Math.abs(mean) <= StratifiedSample.MAX_VALUE, "mean out of range, bits", bits(mean));
      check(squares >= 0 && squares <= MAX_SQUARES, "squares out of range, bits", bits(squares));
    }
    check(body.remaining() >= 8L * held, "items cut off", body.remaining());
    strata.room(row, held);
    for (int i = 0; i < held; i++) {
      strata.item(row, i, body.getLong());
    }
  }

  /** That a row is in one of the three states, see {@link Strata}. */
  private static void checkState(Strata strata, int row) {
    long count = strata.count(row);
    int held = strata.held(row);
    int floor = strata.floor;
    long next = strata.get(row, Strata.NEXT);
    double rate = strata.number(row, Strata.RATE);
    double threshold = strata.number(row, Strata.THRESHOLD);
    double most = strata.allocation == Allocation.EQUAL ? 0 : 1;
    check(rate >= 0 && rate <= most && bits(rate) >= 0, "rate out of range, bits", bits(rate));
    check(threshold > 0 && threshold <= 1, "threshold must be in (0, 1], bits", bits(threshold));
    check(threshold >= rate, "threshold must be at least the rate, bits", bits(threshold));
    check(held >= 1 && held <= count, "held must be in [1, count]", held);
    if (threshold == 1) {
      check(held == count, "all items must be held", held);
      check(count < floor || rate == 1, "more items are held than may be", held);
      check(next == 0, "next must be 0 while all are held", next);
    } else {
      check(held == floor || (threshold == rate && held > floor), "held must be the floor", held);
      check(next > count, "next must be above the count", next);
    }
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored STRATIFIED: " + rule + ", got " + got);
    }
  }
}
