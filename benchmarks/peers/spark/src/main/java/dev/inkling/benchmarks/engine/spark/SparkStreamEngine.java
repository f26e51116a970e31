package dev.inkling.benchmarks.engine.spark;

import dev.inkling.benchmarks.engine.Answers;
import dev.inkling.benchmarks.engine.Events;
import dev.inkling.benchmarks.engine.Fork;
import dev.inkling.benchmarks.engine.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Structured Streaming: batches of a million events, a watermark, answers in append mode, state in
 * its default store.
 */
public final class SparkStreamEngine extends SparkEngine {

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new SparkStreamEngine());
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers) throws Exception {
    EventReaders.read(events);
    Path checkpoint = Files.createTempDirectory("spark-checkpoint");
    try {
      Dataset<Row> rows =
          session()
              .readStream()
              .format(EventTable.class.getName())
              .option("count", count)
              .option("threads", threads())
              .option("batch", 1_000_000)
              .load()
              .withWatermark("ts", Events.MAX_DISORDER_MS + " milliseconds");
      VoidFunction2<Dataset<Row>, Long> sink =
          (batch, number) -> answer(batch.collectAsList(), answers);
      StreamingQuery query =
          query(workload, rows)
              .writeStream()
              .outputMode("append")
              .option("checkpointLocation", checkpoint.toString())
              .foreachBatch(sink)
              .start();
      query.processAllAvailable();
      query.stop();
    } finally {
      delete(checkpoint);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
