package dev.inkling.benchmarks.engine.spark;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The events as a table of Spark's own interface for sources, with columns of batches. */
public final class EventTable implements TableProvider, Table, SupportsRead {

  static final StructType SCHEMA =
      new StructType()
          .add("ts", DataTypes.TimestampType)
          .add("key", DataTypes.LongType)
          .add("user", DataTypes.LongType);

  /** Spark makes one by the name of the class. */
  public EventTable() {}

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return SCHEMA;
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
    return this;
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  @SuppressWarnings("deprecation") // the other way to say it needs more code
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    long count = options.getLong("count", 0);
    int threads = options.getInt("threads", 1);
    return () ->
        new Scan() {
          @Override
          public StructType readSchema() {
            return SCHEMA;
          }

          @Override
          public Batch toBatch() {
            return new EventBatches(count, threads);
          }

          @Override
          public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
            return new EventStream(count, threads, options.getLong("batch", count));
          }
        };
  }
}
