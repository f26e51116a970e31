package dev.inkling.benchmarks.engine.spark;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.window;

import dev.inkling.benchmarks.engine.Answers;
import dev.inkling.benchmarks.engine.EventEngine;
import dev.inkling.benchmarks.engine.Workload;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark in local mode: what its two ways of answering have in common. */
abstract class SparkEngine implements EventEngine {

  private SparkSession session;
  private int threads;

  @Override
  public void start(int wanted) {
    threads = wanted;
    session =
        SparkSession.builder()
            .master("local[" + wanted + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", wanted)
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
  }

  SparkSession session() {
    return session;
  }

  int threads() {
    return threads;
  }

  /** The query that Spark is asked; the other three would need functions that it does not have. */
  static Dataset<Row> query(Workload workload, Dataset<Row> events) {
    if (workload != Workload.Q1) {
      throw new UnsupportedOperationException("Spark is asked Q1 only, got " + workload);
    }
    return events
        .groupBy(window(col("ts"), workload.sizeMs() + " milliseconds"), col("key"))
        .agg(
            count(lit(1)).as("events"),
            approx_count_distinct(col("user"), Workload.DISTINCT_ERROR).as("users"))
        .select(unix_millis(col("window.end")), col("key"), col("events"), col("users"));
  }

  static void answer(List<Row> rows, Answers answers) {
    for (Row row : rows) {
      answers.add(row.getLong(0), row.getLong(1), (double) row.getLong(2), (double) row.getLong(3));
    }
  }

  @Override
  public void stop() {
    session.stop();
  }
}
