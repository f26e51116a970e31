package dev.inkling.sql;

import dev.inkling.operator.FileOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * A table that a script defines, to be read.
 *
 * @param name what queries call it
 * @param path a file, a folder, a pattern, {@code -}, {@code tcp://host:port} or {@code rate://n}
 * @param options how it is read, with the columns that are given
 * @param follow whether it is read on when its end is reached, where the query does
 * @param watermark how late rows may be; empty if the table does not say
 */
public record TableDefinition(
    String name, String path, FileOptions options, boolean follow, Optional<Watermark> watermark) {

  /**
   * How late rows may be.
   *
   * @param column the time of events
   * @param disorder how much later than younger rows a row may arrive and still be on time
   * @param idle after which time without a row a partition is no longer waited for; empty: as the
   *     catalog sees fit
   */
  public record Watermark(String column, Duration disorder, Optional<Duration> idle) {}
}
