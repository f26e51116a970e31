package dev.inkling.engine.stream;

/**
 * Makes rows of a row. Called by several threads at once if the stream has several partitions, so
 * it keeps nothing between calls; {@link KeyedStream#process} is for that.
 */
@FunctionalInterface
public interface RowFunction {

  /**
   * Called for every row.
   *
   * @param row the row, valid during the call
   * @param out takes the new rows
   */
  void apply(Row row, RowBuilder out);
}
