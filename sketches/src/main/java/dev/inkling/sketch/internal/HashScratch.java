package dev.inkling.sketch.internal;

/** A thread's room for the hashes of a batch, so that hashing a batch allocates nothing. */
public final class HashScratch {

  /** As many hashes as leave most of a first-level cache to the sketch that they go to. */
  private static final int HASHES = 512;

  /** As many as make it worth while to go over a sketch of many pages once: 128 KB per thread. */
  private static final int MANY_HASHES = 1 << 14;

  private static final ThreadLocal<long[]> SCRATCH =
      ThreadLocal.withInitial(() -> new long[HASHES]);

  private static final ThreadLocal<long[]> LARGE_SCRATCH =
      ThreadLocal.withInitial(() -> new long[MANY_HASHES]);

  private HashScratch() {}

  /** The calling thread's array of 512; its content is undefined, the next caller overwrites it. */
  public static long[] get() {
    return SCRATCH.get();
  }

  /** The calling thread's array of 16,384, under the same terms; for sketches of megabytes. */
  public static long[] getLarge() {
    return LARGE_SCRATCH.get();
  }
}
