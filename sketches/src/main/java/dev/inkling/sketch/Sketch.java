package dev.inkling.sketch;

import java.nio.ByteBuffer;

/**
 * A summary of a multiset that can be merged, stored and asked. No sketch is safe for use by more
 * than one thread at a time unless it says so.
 *
 * @param <S> the sketch's own type
 */
public interface Sketch<S extends Sketch<S>> {

  /**
   * Adds what {@code other} has seen to this sketch; {@code other} stays as it is.
   *
   * @return this sketch
   * @throws IncompatibleSketchException if {@link #isMergeableWith} says no
   */
  S merge(S other);

  /** Whether {@link #merge} accepts {@code other}. */
  boolean isMergeableWith(S other);

  /** A sketch of the same state that shares nothing mutable with this one. */
  S copy();

  /**
   * Forgets everything that was added; parameters and seed stay.
   *
   * @return this sketch
   */
  S clear();

  /** Whether nothing was added since creation or {@link #clear}. */
  boolean isEmpty();

  /**
   * The bytes of heap that this sketch occupies, with all that it refers to, rounded as a JVM does
   * with compressed pointers.
   */
  long heapBytes();

  /** The exact number of bytes that {@link #writeTo} writes. */
  int serializedBytes();

  /**
   * Writes this sketch at the target's position, which moves on by {@link #serializedBytes}. The
   * target's byte order is left as it was; the bytes are always little-endian.
   *
   * @throws java.nio.BufferOverflowException if the target has too little room; nothing is written
   */
  void writeTo(ByteBuffer target);

  /** This sketch as bytes; see {@code docs/FORMATS.md}. */
  default byte[] toByteArray() {
    ByteBuffer target = ByteBuffer.allocate(serializedBytes());
    writeTo(target);
    return target.array();
  }
}
