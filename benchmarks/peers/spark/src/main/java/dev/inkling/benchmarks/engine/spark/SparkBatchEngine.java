package dev.inkling.benchmarks.engine.spark;

import dev.inkling.benchmarks.engine.Answers;
import dev.inkling.benchmarks.engine.Events;
import dev.inkling.benchmarks.engine.Fork;
import dev.inkling.benchmarks.engine.Workload;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A batch query of Spark SQL. */
public final class SparkBatchEngine extends SparkEngine {

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new SparkBatchEngine());
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers) {
    EventReaders.read(events);
    Dataset<Row> rows =
        session()
            .read()
            .format(EventTable.class.getName())
            .option("count", count)
            .option("threads", threads())
            .load();
    answer(query(workload, rows).collectAsList(), answers);
  }
}
