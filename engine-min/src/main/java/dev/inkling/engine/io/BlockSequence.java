package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;

/** The records of a partition in blocks, of one file after the other or of several in turn. */
interface BlockSequence extends AutoCloseable {

  /** Reads the next block. */
  RecordBlocks.Next next() throws IOException;

  /** What the block is in: its buffer and where it stands. */
  RecordBlocks blocks();

  /** The file that the block is of. */
  FormattedFile file();

  /** Says that the records of the block before this index are done. */
  void passed(int index);

  /** Where to go on: behind the records that are done. */
  byte[] position();

  /**
   * Ends reading early.
   *
   * @return whether {@link #next} still gives what is to be read before the end
   */
  default boolean stop() {
    return false;
  }

  /** Whether the block read last had to wait for its bytes. */
  boolean hadToWait();

  /** How many bytes of those stored were read so far. */
  long storedBytesRead();

  @Override
  void close() throws IOException;
}
