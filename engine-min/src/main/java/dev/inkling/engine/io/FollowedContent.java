package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;

/** What is in a followed file, and how far it was read. */
interface FollowedContent {

  /**
   * Finds out whether there is something to read.
   *
   * @param file what is known of the file from outside
   */
  boolean look(FollowedFile file, long nowNs) throws IOException;

  /**
   * Reads the next block of what {@link #look} found.
   *
   * @return WAIT at the end of that; END if the file has ended, or what was in it was replaced
   */
  RecordBlocks.Next next(FollowedFile file) throws IOException;

  /** Whether {@link #next} said WAIT only to let others work. */
  boolean isBusy();

  /** The blocks that are read; null if none is. */
  RecordBlocks blocks();

  /** How the file is read; null if that is not known yet. */
  FormattedFile formatted();

  /** Says where the record starts that is to be given next. */
  void offset(long offset);

  /** Where that is. */
  long offset();

  /** How many bytes of the file were read, whole records or not. */
  long readTo();

  /** How many of the first bytes {@link #print} is of. */
  int printLength();

  /** A checksum of the first bytes, which tells whether they are the same still. */
  long print();

  /** Whether what was in the file was replaced by something else. */
  boolean isReplaced();

  /** Whether the file is open. */
  boolean isOpen();

  /** Whether nothing is lost if the file is closed and goes away. */
  boolean isClosable();

  /**
   * Says that no more is to be waited for.
   *
   * @return whether {@link #next} gives something before the end
   */
  boolean stop(FollowedFile file) throws IOException;

  /** How many bytes of those stored were read so far. */
  long storedBytesRead();

  /** Closes the file; it is opened again if there is more. */
  void close() throws IOException;
}
