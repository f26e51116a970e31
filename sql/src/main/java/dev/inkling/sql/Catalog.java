package dev.inkling.sql;

import dev.inkling.operator.Input;
import dev.inkling.operator.Schema;
import java.util.Set;

/** Knows the tables that a query may name. */
public interface Catalog {

  /**
   * The table of this name.
   *
   * @param name as written in the query, without quotes: a file's path, or {@code -} for standard
   *     input
   * @param timestampColumns columns that the query uses as the time of events, as written there; a
   *     BIGINT column among them is to be TIMESTAMP in the schema
   * @throws IllegalArgumentException if there is no such table; the message says what was expected
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  Table table(String name, Set<String> timestampColumns);

  /**
   * A table that a script defines.
   *
   * @param timestampColumns as above, with the column of the watermark
   * @throws IllegalArgumentException if there is no such table; the message says what was expected
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  default Table table(TableDefinition definition, Set<String> timestampColumns) {
    throw new IllegalArgumentException(
        "tables cannot be defined here: query the file itself, FROM \"" + definition.path() + "\"");
  }

  /**
   * A table.
   *
   * @param input where its rows come from
   * @param schema its columns
   */
  record Table(Input input, Schema schema) {}
}
