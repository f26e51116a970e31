package dev.inkling.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs a few typical commands, so that the classes they need can be stored in an archive from which
 * later starts take them (class-data sharing). Used by the launcher.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {

  private static final String QUERY =
      "SELECT window_start, page, count(*) AS views, avg(ms) AS mean,"
          + " approx_count_distinct(user_id) AS users, approx_percentile(ms, 0.99) AS p99,"
          + " approx_top_k(page, 3) AS top"
          + " FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND))"
          + " WHERE status = 200 AND page LIKE '/page/%'"
          + " GROUP BY window_start, window_end, page HAVING count(*) > 1"
          + " ORDER BY users DESC LIMIT 5";

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where files may be written.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    int worst = 0;
    for (String format : new String[] {"csv", "ndjson"}) {
      Path file = folder.resolve("clicks." + format);
      worst |= run("generate", "clicks", "--rows", "20000", "--format", format, "--out", "" + file);
      for (String output : new String[] {"table", "csv", "json"}) {
        worst |= run("query", QUERY, "" + file, "--output", output);
      }
      worst |= run("explain", QUERY, "" + file);
      Files.deleteIfExists(file);
    }
    run("query", "SELECT nothing FROM", "x"); // messages about mistakes come fast too
    run("query", "--help");
    return worst;
  }

  private static int run(String... args) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return Inkling.run(Terminal.of(nowhere, nowhere), args);
  }
}
