package dev.inkling.sketch.frequency;

/**
 * For some longs the entries of an {@link ItemTable} in which the thread found them last, in
 * whatever table: hints, which the table must confirm.
 */
final class KnownEntries {

  private static final int BITS = 13;

  /** Spreads numbers that count up evenly; the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final ThreadLocal<int[]> ENTRIES =
      ThreadLocal.withInitial(() -> new int[1 << BITS]);

  private KnownEntries() {}

  /** The thread's entries, by {@link #slot}. */
  static int[] ofThread() {
    return ENTRIES.get();
  }

  /** Where the entry of a long is. */
  static int slot(long item) {
    return (int) ((item * SPREAD) >>> (Long.SIZE - BITS));
  }
}
