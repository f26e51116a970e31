package dev.inkling.sketch.internal;

/** Sizes of objects on the heap of a 64-bit JVM with compressed pointers. */
public final class HeapSize {

  private static final int OBJECT_HEADER_BYTES = 12;
  private static final int ARRAY_HEADER_BYTES = 16;

  private HeapSize() {}

  /** The bytes of an object whose fields take {@code fieldBytes}; a reference takes 4. */
  public static long ofObject(int fieldBytes) {
    return align(OBJECT_HEADER_BYTES + fieldBytes);
  }

  /** The bytes of an array, 0 for null. */
  public static long of(byte[] array) {
    return array == null ? 0 : align(ARRAY_HEADER_BYTES + (long) array.length);
  }

  /** The bytes of an array, 0 for null. */
  public static long of(char[] array) {
    return array == null ? 0 : align(ARRAY_HEADER_BYTES + 2L * array.length);
  }

  /** The bytes of an array, 0 for null. */
  public static long of(int[] array) {
    return array == null ? 0 : align(ARRAY_HEADER_BYTES + 4L * array.length);
  }

  /** The bytes of an array, 0 for null. */
  public static long of(long[] array) {
    return array == null ? 0 : ARRAY_HEADER_BYTES + 8L * array.length;
  }

  /** The bytes of an array of so many references. */
  public static long ofReferences(int length) {
    return align(ARRAY_HEADER_BYTES + 4L * length);
  }

  private static long align(long bytes) {
    return (bytes + 7) & ~7L;
  }
}
