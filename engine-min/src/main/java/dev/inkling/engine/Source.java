package dev.inkling.engine;

import dev.inkling.operator.Input;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.List;

/** Where rows come from, in partitions that are read independently. */
public interface Source extends Input {

  /** All columns that rows have. */
  Schema schema();

  /** The bytes of the whole input as it is stored, −1 if unknown. */
  default long totalBytes() {
    return -1;
  }

  /**
   * The partitions of this source, the same ones in the same order for the same {@code wanted}.
   *
   * @param wanted how many the engine would like, at least 1; the source decides
   */
  List<Partition> partitions(int wanted) throws IOException;

  /** A part of a source with an order of its own. */
  interface Partition {

    /** How messages call it. */
    String name();

    /**
     * Starts reading.
     *
     * @param columns the columns wanted, a subset of the source's schema in any order (possibly
     *     none, if only rows are counted); only these need be parsed
     * @param position where to start, as once returned by {@link Reader#position}; null for the
     *     beginning
     */
    Reader open(Schema columns, byte[] position) throws IOException;
  }

  /** Reads one partition; used by one thread at a time, and never blocks. */
  interface Reader extends AutoCloseable {

    /** What {@link #poll} returns at the end of the partition, and ever after. */
    int END = -1;

    /**
     * Resets the batch and fills it with the next rows. The batch is valid until the next call.
     *
     * @return how many rows there are, 0 if there are none yet, {@link #END} if there will be none
     * @throws BadRowException if a row cannot be read and bad rows are not skipped
     */
    int poll(RowBatch target) throws IOException;

    /**
     * Reads on like {@link #poll(RowBatch)}, but of the rows that come only those that are chosen
     * get into the batch. A reader that can pass over a row without parsing it does; then it does
     * not see whether that row could be read.
     *
     * @return how many rows came, chosen or not; 0 if there are none yet, {@link #END} if there
     *     will be none
     * @throws BadRowException if a row that was chosen cannot be read and bad rows are not skipped
     */
    default long poll(RowBatch target, RowChoice choice) throws IOException {
      int rows = poll(target);
      if (rows > 0) {
        choice.choose(target);
      }
      return rows;
    }

    /**
     * Whether the last poll returned 0 because there was nothing to read. False: rows came, but
     * none of them is left; the next poll may bring more at once.
     */
    default boolean isDry() {
      return true;
    }

    /** Whether the last poll had to wait for bytes, as of a pipe that had none. */
    default boolean hadToWait() {
      return false;
    }

    /**
     * Ends reading: nothing more is waited for. What has come already, and only that, may still be
     * given, such as a last line without an end.
     *
     * @return whether that is to be polled until {@link #END}; if not, the partition has ended
     */
    default boolean stop() {
      return false;
    }

    /** Where the row after those polled so far starts, for {@link Partition#open}. */
    byte[] position();

    /** What was read so far. */
    Progress progress();

    @Override
    void close() throws IOException;
  }

  /**
   * How far a reader has come.
   *
   * @param bytesRead of the input as it is stored (compressed, if it is)
   * @param rowsBad rows that were skipped
   * @param firstBad the first of them in the order of the input, as a message; null if there is
   *     none
   */
  record Progress(long bytesRead, long rowsBad, BadRowException firstBad) {}
}
