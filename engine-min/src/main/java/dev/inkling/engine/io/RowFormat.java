package dev.inkling.engine.io;

import dev.inkling.operator.Schema;

/** A format of rows in files: what its columns are and how its records are parsed. Immutable. */
interface RowFormat {

  /** All columns. */
  Schema schema();

  /** Whether a line feed between double quotes does not end a record. */
  boolean quotesSpanLines();

  /**
   * A parser that fills a batch of some of the columns.
   *
   * @param wanted a subset of {@link #schema}, in any order, possibly empty
   */
  RowParser parser(Schema wanted);
}
