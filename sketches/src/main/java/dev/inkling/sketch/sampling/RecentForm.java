package dev.inkling.sketch.sampling;

import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;

/** The stored form of a {@link RecentSample}. */
final class RecentForm {

  static final int VERSION = 1;

  /** Form, size, items kept, reserved, seed, window, count. */
  static final int HEADER_BYTES = 4 * 4 + 3 * 8;

  static final int ENTRY_BYTES = 3 * 8;

  private RecentForm() {}

  static RecentSample read(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.RECENT, VERSION);
    check(body.remaining() >= HEADER_BYTES, "the header needs 40 bytes", body.remaining());
    int form = body.getInt();
    int size = body.getInt();
    int kept = body.getInt();
    int reserved = body.getInt();
    long seed = body.getLong();
    long window = body.getLong();
    long count = body.getLong();
    long most = RecentSample.MAX_WINDOW;
    check(form == 0 || form == 1, "form must be 0 or 1", form);
    check(size >= 1 && size <= RecentSample.MAX_SIZE, "size must be in [1, 2^20]", size);
    check(reserved == 0, "reserved bytes must be 0", reserved);
    check(window >= 1 && window <= most, "window must be in [1, 2^62]", window);
    check(count >= 0 && count <= most, "count must be in [0, 2^62]", count);
    check(kept >= 0 && kept <= count && (kept > 0 || count == 0), "items and count differ", kept);
    check(
        body.remaining() == (long) kept * ENTRY_BYTES,
        "24 bytes must be there for each item",
        body.remaining());
    RecentSample sample =
        form == 1
            ? RecentSample.lastMillis(size, window, seed)
            : RecentSample.lastItems(size, window, seed);
    if (kept > 0) {
      Skyband band = new Skyband(kept);
      long[] pairs = readEntries(body, band.stamps);
      checkStamps(band.stamps, sample, count);
      band.drawn = kept;
      sample.restore(count, pairs, band);
    }
    return sample;
  }

  /** Reads the stamps, and returns items and complements of priorities in turn. */
  private static long[] readEntries(ByteBuffer body, long[] stamps) {
    long[] pairs = new long[2 * stamps.length];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = body.getLong();
      long priority = body.getLong();
      check(priority >= 0, "priority must not be negative", priority);
      pairs[2 * i + 1] = ~priority;
      pairs[2 * i] = body.getLong();
    }
    check(KeyOrder.isSorted(stamps, pairs, stamps.length), "items must be in order", stamps.length);
    return pairs;
  }

  private static void checkStamps(long[] stamps, RecentSample sample, long count) {
    int n = stamps.length;
    long latest = stamps[n - 1];
    long window = sample.window();
    long least = sample.isTimed() ? -RecentSample.MAX_WINDOW : 1;
    check(stamps[0] >= least && latest <= RecentSample.MAX_WINDOW, "stamp out of range", stamps[0]);
    check(stamps[0] > latest - window, "an item is before the window", stamps[0]);
    if (!sample.isTimed()) {
      check(latest == count, "the last item must be the count's", latest);
      for (int i = 1; i < n; i++) {
        check(stamps[i - 1] != stamps[i], "an item is there twice", stamps[i]);
      }
      // those that no size + 1 others can undercut, for want of others
      long last = Math.min(Math.min(sample.size() + 1L, window), count);
      check(n >= last && stamps[(int) (n - last)] == count - last + 1, "a late item is missing", n);
    }
  }

  static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored RECENT: " + rule + ", got " + got);
    }
  }
}
