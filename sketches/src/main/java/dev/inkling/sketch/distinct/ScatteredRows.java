package dev.inkling.sketch.distinct;

/** Rows that go to many sketches, each to one of them. */
final class ScatteredRows {

  /** So many sketches are not in the second cache. */
  private static final int MANY = 512;

  /** Rows whose memory is waited for at once; their lines must still be cached when it is used. */
  private static final int BLOCK = 64;

  private ScatteredRows() {}

  /** Adds {@code hashes[i]} to {@code sketches[groups[i]]} for every i in [from, to). */
  static void add(HyperLogLog[] sketches, int[] groups, long[] hashes, int from, int to) {
    if (sketches.length < MANY) {
      for (int i = from; i < to; i++) {
        sketches[groups[i]].addScattered(hashes[i]);
      }
      return;
    }
    long[] touched = Registers.scratch();
    for (int start = from; start < to; start += BLOCK) {
      int end = Math.min(to, start + BLOCK);
      for (int i = start; i < end; i++) {
        touched[i - start] = sketches[groups[i]].touch(hashes[i]);
      }
      for (int i = start; i < end; i++) {
        sketches[groups[i]].addScattered(hashes[i]);
      }
    }
  }
}
