package dev.inkling.sql;

import dev.inkling.operator.Query;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the WATERMARK of a table means for a query. */
final class Watermarks {

  private Watermarks() {}

  /** The columns that are times: those of windows, and that of the watermark. */
  static Set<String> columns(TableDefinition table, FromClause from) {
    Set<String> columns = new HashSet<>(from.timestampColumns());
    table.watermark().ifPresent(watermark -> columns.add(watermark.column()));
    return columns;
  }

  /** Checks that the watermark's column is a time. */
  static void check(Optional<TableStatement> table, Schema schema) {
    TableStatement.Lateness late = table.flatMap(TableStatement::watermark).orElse(null);
    if (late == null) {
      return;
    }
    boolean isThere = schema.contains(late.column());
    if (!isThere || schema.type(late.column()) != Type.TIMESTAMP) {
      throw table
          .get()
          .text()
          .error(
              late.at(),
              "WATERMARK needs a TIMESTAMP, but "
                  + (isThere
                      ? "column " + late.column() + " is " + schema.type(late.column())
                      : "there is no column " + late.column() + "; there are " + schema));
    }
  }

  /** The query with what the watermark of its table says about its event time, if it has one. */
  static Query apply(SqlText text, FromClause from, Optional<TableDefinition> table, Query query) {
    TableDefinition.Watermark watermark = table.flatMap(TableDefinition::watermark).orElse(null);
    EventTime time = query.eventTime().orElse(null);
    if (watermark == null || time == null || time.column().isEmpty()) {
      return query;
    }
    if (!time.column().get().equals(watermark.column())) {
      throw text.error(
          from.table(),
          "the windows are over column "
              + time.column().get()
              + ", but the WATERMARK of table "
              + table.get().name()
              + " is for "
              + watermark.column()
              + "; use one of the two in both places");
    }
    if (query.simultaneous()) {
      throw text.error(
          from.table(),
          "FOR ALL ROWS needs all rows, but windows of a table with a WATERMARK are answered as they"
              + " are due; leave one of the two out");
    }
    return query.time(
        new EventTime(
            time.column(),
            Optional.of(watermark.disorder()),
            time.lateness(),
            watermark.idle().or(time::idle)));
  }
}
