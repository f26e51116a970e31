package dev.inkling.engine.io;

import java.io.IOException;

/** Reads a part of a file in blocks of whole records. */
interface RecordBlocks extends AutoCloseable {

  /** What {@link #next} found. */
  enum Next {
    /** A block is there. */
    READY,
    /** A record is longer than allowed; it starts at {@link #from}. */
    TOO_LONG,
    /** There is none yet: another reader computes what is needed, or more is to come. */
    WAIT,
    /** There is no more. */
    END
  }

  /** Reads the next block; the one before is gone. */
  Next next() throws IOException;

  /** The block is {@code buffer[from, to)}, with {@link RowParser#SLACK} bytes behind. */
  byte[] buffer();

  /** The start of the block. */
  int from();

  /** The end of the block, behind a line feed. */
  int to();

  /** Where in the file, decompressed, a byte of the block is. */
  long fileOffset(int index);

  /**
   * The line, from 1, in which a byte of the block is; 0 if it must be found by reading the file
   * again.
   */
  long line(int index);

  /** Whether there were no bytes yet when the block was read last. */
  default boolean hadToWait() {
    return false;
  }

  /** How many bytes of those stored were read so far. */
  long storedBytesRead();

  @Override
  void close() throws IOException;
}
