package dev.inkling.engine.io;

import dev.inkling.engine.RowBatch;

/**
 * Reads the records of one format out of bytes. Used by one thread; keeps no state between calls.
 */
interface RowParser {

  /** How many bytes past {@code to} a buffer has at least, so that words can be read at its end. */
  int SLACK = 16;

  /**
   * Parses whole records out of {@code buffer[from, to)}, each ended by a line feed (the caller
   * adds one that is missing at the end of a file), and appends them to {@code target} from {@code
   * target.size()} on, until the batch is full or all are parsed. Texts become slices of the buffer
   * ({@link dev.inkling.engine.ColumnVector#shareBytes}, which the caller has called); the parser
   * may write into a record's own bytes to take escapes out of it. A bad record adds no row.
   *
   * @param buffer the bytes, with {@link #SLACK} bytes of any content after {@code to}
   * @param bad is told of every bad record
   * @return the offset behind the last record that was parsed
   * @throws BadRows.Stop if {@code bad} says so
   */
  int parse(byte[] buffer, int from, int to, RowBatch target, BadRows bad);
}
