package dev.inkling.engine.io;

import java.io.IOException;

/** Bytes in their order, as they come. Used by one thread. */
interface ByteFeed extends AutoCloseable {

  /**
   * Reads some bytes into {@code b[from, to)}, which is not empty.
   *
   * @return how many, 0 if there are none now, −1 if there will be none
   */
  int read(byte[] b, int from, int to) throws IOException;

  /** Says that {@link #hadToWait} is about what is read from now on. */
  default void startBlock() {}

  /** Whether there was a moment when no byte was there that was read since. */
  default boolean hadToWait() {
    return false;
  }

  /** How many bytes were read of what is stored. */
  long storedBytesRead();

  @Override
  void close() throws IOException;
}
