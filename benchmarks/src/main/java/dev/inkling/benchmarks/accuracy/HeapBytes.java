package dev.inkling.benchmarks.accuracy;

import org.openjdk.jol.info.GraphLayout;

/** What an object occupies on the heap with all that it alone refers to, by OpenJDK's JOL. */
final class HeapBytes {

  static {
    // fields of records are found by trying; no agent is wanted, which could not be loaded anyway
    System.setProperty("jol.magicFieldOffset", "true");
    System.setProperty("jol.skipDynamicAttach", "true");
    System.setProperty("jol.skipHotspotSAAttach", "true");
  }

  private HeapBytes() {}

  /**
   * Bytes that are reached from {@code object} and not from {@code other}, an object of the same
   * kind that owns nothing: what all of a kind share, such as enum constants, is not counted.
   */
  static synchronized double of(Object object, Object other) {
    return (double)
        (GraphLayout.parseInstance(object, other).totalSize()
            - GraphLayout.parseInstance(other).totalSize());
  }
}
