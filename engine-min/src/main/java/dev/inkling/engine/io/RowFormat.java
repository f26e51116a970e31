package dev.inkling.engine.io;

import dev.inkling.operator.Schema;

/** A format of rows in files: what its columns are and how its records are parsed. Immutable. */
interface RowFormat {

  /** All columns. */
  Schema schema();

  /** How records end. */
  default RecordScan records() {
    return RecordScan.ofLines();
  }

  /** Whether an empty line is a record; if not, it is passed over. */
  default boolean emptyLineIsRecord() {
    return false;
  }

  /**
   * A parser that fills a batch of some of the columns.
   *
   * @param wanted a subset of {@link #schema}, in any order, possibly empty
   */
  RowParser parser(Schema wanted);
}
