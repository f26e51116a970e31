package dev.inkling.benchmarks.engine.kafka;

import dev.inkling.benchmarks.engine.Answers;
import dev.inkling.benchmarks.engine.Event;
import dev.inkling.benchmarks.engine.EventEngine;
import dev.inkling.benchmarks.engine.Events;
import dev.inkling.benchmarks.engine.Fork;
import dev.inkling.benchmarks.engine.UserSketch;
import dev.inkling.benchmarks.engine.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams' DSL: windows in memory without a changelog, answers when a window closes. The
 * events are in a topic of a broker in this process before the time is taken; a stream thread has a
 * partition each.
 *
 * <p>It looks for windows that have closed once a second of wall-clock time, and only when a record
 * comes. So records of a later time follow the events until all answers are there.
 */
public final class KafkaEngine implements EventEngine {

  private static final Duration SIZE = Duration.ofMillis(Workload.Q1.sizeMs());
  private static final Duration GRACE = Duration.ofMillis(Events.MAX_DISORDER_MS);

  /** How long to wait for more answers; windows are looked for every second. */
  private static final long QUIET_NANOS = 2_500_000_000L;

  private final Map<Long, Topic> topics = new HashMap<>();
  private Broker broker;
  private Path states;
  private int threads;
  private int runs;

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new KafkaEngine());
  }

  @Override
  public void start(int wanted) throws IOException {
    threads = wanted;
    states = Files.createTempDirectory("kafka-streams");
    broker = new Broker();
  }

  @Override
  public boolean load(Events events, long count) throws InterruptedException, ExecutionException {
    Fork.firstEvent();
    topic(events, count);
    return true;
  }

  private Topic topic(Events events, long count) throws InterruptedException, ExecutionException {
    Topic topic = topics.get(count);
    if (topic == null) {
      topic = new Topic(broker.address(), "events-" + count, threads);
      topic.fill(events, count);
      topics.put(count, topic);
    }
    return topic;
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers) throws Exception {
    if (workload != Workload.Q1) {
      throw new IllegalArgumentException("only Q1 is asked of it, got " + workload);
    }
    Topic topic = topic(events, count);
    AtomicLong taken = new AtomicLong();
    try (KafkaStreams streams = new KafkaStreams(topology(topic, taken, answers), settings())) {
      streams.pause();
      streams.start();
      while (!everyThreadHasItsPartition(streams)) {
        requireRunning(streams);
        Thread.sleep(10);
      }
      streams.resume();
      while (taken.get() < count) {
        requireRunning(streams);
        Thread.sleep(1);
      }
      // two sizes past the last event, so that its window is over, and ends after all of them
      long end = count / Events.PER_MS + 2 * SIZE.toMillis();
      int before = -1;
      for (long since = System.nanoTime(); System.nanoTime() - since < QUIET_NANOS; ) {
        requireRunning(streams);
        topic.advance(end);
        Thread.sleep(50);
        if (answers.size() != before) {
          before = answers.size();
          since = System.nanoTime();
        }
      }
    }
  }

  /**
   * Before that partitions may still move, and without a changelog what is known of them is lost.
   */
  private boolean everyThreadHasItsPartition(KafkaStreams streams) {
    return streams.state() == KafkaStreams.State.RUNNING
        && streams.metadataForLocalThreads().size() == threads
        && streams.metadataForLocalThreads().stream()
            .allMatch(thread -> thread.activeTasks().size() == 1);
  }

  private static void requireRunning(KafkaStreams streams) {
    KafkaStreams.State state = streams.state();
    if (state.hasStartedOrFinishedShuttingDown() || state == KafkaStreams.State.PENDING_ERROR) {
      throw new IllegalStateException("Kafka Streams is in state " + state);
    }
  }

  private static Topology topology(Topic topic, AtomicLong taken, Answers answers) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<UserSketch> sketches =
        Serdes.serdeFrom(
            (name, sketch) -> sketch.toByteArray(), (name, bytes) -> UserSketch.fromBytes(bytes));
    Duration kept = SIZE.multipliedBy(2).plus(GRACE);
    builder.stream(topic.name(), Consumed.with(Serdes.Long(), Serdes.ByteArray()))
        .groupByKey(Grouped.with(Serdes.Long(), Serdes.ByteArray()))
        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE))
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(
            UserSketch::new,
            (key, value, sketch) -> add(key, value, sketch, taken),
            Materialized.<Long, UserSketch>as(
                    Stores.inMemoryWindowStore("users", kept, SIZE, false))
                .withKeySerde(Serdes.Long())
                .withValueSerde(sketches)
                .withLoggingDisabled())
        .toStream()
        .foreach(
            (window, sketch) -> {
              if (window.key() != Topic.NO_KEY) {
                answers.add(window.window().end(), window.key(), sketch.events(), sketch.users());
              }
            });
    return builder.build();
  }

  private static UserSketch add(Long key, byte[] value, UserSketch sketch, AtomicLong taken) {
    if (key != Topic.NO_KEY) {
      if (taken.getAndIncrement() == 0) {
        Fork.restart();
      }
      Event event = new Event();
      event.user = ByteBuffer.wrap(value).getLong();
      sketch.add(event);
    }
    return sketch;
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.setProperty(StreamsConfig.APPLICATION_ID_CONFIG, "benchmark-" + runs++);
    settings.setProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address());
    settings.setProperty(StreamsConfig.STATE_DIR_CONFIG, states.toString());
    settings.setProperty(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.toString(threads));
    settings.setProperty("auto.offset.reset", "earliest");
    return settings;
  }

  /** Also after a start that failed. */
  @Override
  public void stop() throws IOException {
    try {
      topics.values().forEach(Topic::close);
    } finally {
      try {
        if (broker != null) {
          broker.stop();
        }
      } finally {
        deleteStates();
      }
    }
  }

  private void deleteStates() throws IOException {
    if (states == null) {
      return;
    }
    try (var files = Files.walk(states)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
