package dev.inkling.sketch.internal;

/** A thread's room for the hashes of a batch, so that hashing a batch allocates nothing. */
public final class HashScratch {

  /** As many hashes as leave most of a first-level cache to the sketch that they go to. */
  private static final int HASHES = 512;

  private static final ThreadLocal<long[]> SCRATCH =
      ThreadLocal.withInitial(() -> new long[HASHES]);

  private HashScratch() {}

  /** The calling thread's array of 512; its content is undefined, the next caller overwrites it. */
  public static long[] get() {
    return SCRATCH.get();
  }
}
