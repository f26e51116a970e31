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
    boolean many = sketches.length >= MANY;
    for (int start = from; start < to; start += BLOCK) {
      int end = Math.min(to, start + BLOCK);
      if (many || sketches[groups[start]].loose == null) {
        touch(sketches, groups, hashes, start, end);
      }
      for (int i = start; i < end; i++) {
        HyperLogLog sketch = sketches[groups[i]];
        byte[] loose = sketch.loose;
        if (loose != null) {
          Registers.raise(loose, hashes[i]);
        } else {
          sketch.addScattered(hashes[i]);
        }
      }
      // one answers for its block: on average each is noted as often as it was added to
      sketches[groups[start]].noteScattered(end - start);
    }
  }

  private static void touch(HyperLogLog[] sketches, int[] groups, long[] hashes, int from, int to) {
    long[] touched = Registers.scratch();
    for (int i = from; i < to; i++) {
      touched[i - from] = sketches[groups[i]].touch(hashes[i]);
    }
  }
}
