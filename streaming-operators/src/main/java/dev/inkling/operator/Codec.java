package dev.inkling.operator;

import java.nio.ByteBuffer;

/**
 * How a state is stored.
 *
 * @param <A> the state
 */
public interface Codec<A> {

  /** The exact number of bytes that {@link #write} writes. */
  int size(A state);

  /** Writes the state at the target's position. */
  void write(A state, ByteBuffer target);

  /**
   * Reads a state at the source's position, which moves past it.
   *
   * @throws IllegalArgumentException if the bytes are not a stored state
   */
  A read(ByteBuffer source);
}
