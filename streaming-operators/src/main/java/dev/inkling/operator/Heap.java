package dev.inkling.operator;

/** What objects occupy on the heap of a 64-bit JVM with compressed pointers. */
final class Heap {

  private static final int OBJECT_HEADER_BYTES = 12;
  private static final int ARRAY_HEADER_BYTES = 16;

  private Heap() {}

  /** The bytes of an object whose fields have this many. */
  static long object(int fieldBytes) {
    return align(OBJECT_HEADER_BYTES + fieldBytes);
  }

  /** The bytes of an array. */
  static long array(long length, int elementBytes) {
    return align(ARRAY_HEADER_BYTES + length * elementBytes);
  }

  private static long align(long bytes) {
    return (bytes + 7) & -8;
  }
}
