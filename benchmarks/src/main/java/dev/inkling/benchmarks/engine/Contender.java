package dev.inkling.benchmarks.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An engine of the series, with a number of threads.
 *
 * @param name how tables call it
 * @param kind what it is compared as
 * @param mainClass what its process runs
 * @param options of its Java, as its documentation asks for
 * @param peer the folder under {@code benchmarks/peers} that has its class path; empty if it has
 *     this module's
 * @param threads how many threads it may use
 * @param events of how many millions of events its runs are, at most, for each query that it can
 *     answer
 * @param oneProcess whether all queries are asked of one process, because it has to load first
 */
record Contender(
    String name,
    Kind kind,
    String mainClass,
    List<String> options,
    String peer,
    int threads,
    Map<Workload, Double> events,
    boolean oneProcess) {

  /** What an engine is compared as. */
  enum Kind {
    /** Inkling. */
    OURS,
    /** A loop over flat arrays. */
    FLAT,
    /** A loop over a library's objects. */
    LOOP,
    /** An engine that answers while rows come. */
    STREAM,
    /** What makes the events. */
    GENERATOR,
    /** An engine that has the rows before it is asked. */
    BATCH
  }

  private static final List<String> JET_OPTIONS =
      List.of(
          "--add-modules",
          "java.se",
          "--add-exports",
          "java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens",
          "java.base/java.lang=ALL-UNNAMED",
          "--add-opens",
          "java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens",
          "java.management/sun.management=ALL-UNNAMED",
          "--add-opens",
          "jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** All of them. */
  static final List<Contender> ALL =
      List.of(
          here("Inkling", Kind.OURS, "InklingEngine", 1, each(20, 20, 20, 20)),
          here("Inkling", Kind.OURS, "InklingEngine", 2, each(20, 20, 20, 20)),
          here("Inkling, relativeQuantiles", Kind.OURS, "InklingBuckets", 1, each(0, 0, 0, 20)),
          here("Inkling, relativeQuantiles", Kind.OURS, "InklingBuckets", 2, each(0, 0, 0, 20)),
          here("flat loop", Kind.FLAT, "FlatLoop", 1, each(20, 20, 20, 20)),
          here("flat loop", Kind.FLAT, "FlatLoop", 2, each(20, 20, 20, 20)),
          here("DataSketches loop", Kind.LOOP, "DataSketchesLoop", 1, each(20, 10, 20, 20)),
          here("DataSketches loop", Kind.LOOP, "DataSketchesLoop", 2, each(20, 10, 20, 20)),
          here("generating alone", Kind.GENERATOR, "GeneratorAlone", 1, each(20, 0, 20, 20)),
          here("generating alone", Kind.GENERATOR, "GeneratorAlone", 2, each(20, 0, 20, 20)),
          new Contender(
              "DuckDB",
              Kind.BATCH,
              InklingEngine.class.getPackageName() + ".DuckDbEngine",
              List.of(),
              "",
              2,
              each(20, 6, 20, 20),
              true),
          peer("Hazelcast Jet", Kind.STREAM, "jet", "JetEngine", each(6, 3, 6, 6)),
          peer("Flink DataStream", Kind.STREAM, "flink", "FlinkEngine", each(6, 0.6, 6, 6)),
          peer("Spark batch", Kind.BATCH, "spark", "SparkBatchEngine", each(10, 0, 0, 0)),
          peer(
              "Spark Structured Streaming",
              Kind.STREAM,
              "spark",
              "SparkStreamEngine",
              each(4, 0, 0, 0)),
          new Contender(
              "Kafka Streams",
              Kind.STREAM,
              Contender.class.getPackageName() + ".kafka.KafkaEngine",
              List.of(),
              "kafka",
              2,
              each(2, 0, 0, 0),
              true));

  private static Map<Workload, Double> each(double q1, double q2, double q3, double q4) {
    Map<Workload, Double> events = new EnumMap<>(Workload.class);
    events.put(Workload.Q1, q1);
    events.put(Workload.Q2, q2);
    events.put(Workload.Q3, q3);
    events.put(Workload.Q4, q4);
    events.values().removeIf(millions -> millions == 0);
    return events;
  }

  private static Contender here(
      String name, Kind kind, String engine, int threads, Map<Workload, Double> events) {
    String main = Contender.class.getPackageName() + "." + engine;
    return new Contender(name, kind, main, List.of(), "", threads, events, false);
  }

  private static Contender peer(
      String name, Kind kind, String peer, String engine, Map<Workload, Double> events) {
    String main = Contender.class.getPackageName() + "." + peer + "." + engine;
    List<String> options = peer.equals("jet") ? JET_OPTIONS : List.of();
    return new Contender(name, kind, main, options, peer, 2, events, false);
  }

  /** The names by which {@code --only} calls it: its own in lower case, without blanks. */
  boolean isOneOf(Set<String> wanted) {
    return wanted.isEmpty()
        || wanted.stream()
            .anyMatch(w -> name.toLowerCase(java.util.Locale.ROOT).replace(" ", "-").startsWith(w));
  }

  /** Whether it answers this query. */
  boolean answers(Workload workload) {
    return events.containsKey(workload);
  }
}
