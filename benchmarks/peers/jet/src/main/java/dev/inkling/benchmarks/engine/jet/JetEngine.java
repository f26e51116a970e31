package dev.inkling.benchmarks.engine.jet;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.ComparatorEx;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.StreamStageWithKey;
import com.hazelcast.jet.pipeline.WindowDefinition;
import dev.inkling.benchmarks.engine.Answers;
import dev.inkling.benchmarks.engine.Event;
import dev.inkling.benchmarks.engine.EventEngine;
import dev.inkling.benchmarks.engine.Events;
import dev.inkling.benchmarks.engine.Fork;
import dev.inkling.benchmarks.engine.UserSketch;
import dev.inkling.benchmarks.engine.ValueSketch;
import dev.inkling.benchmarks.engine.Workload;
import java.util.List;

/** Hazelcast Jet: one member in this process, a pipeline per query. */
public final class JetEngine implements EventEngine {

  /** What the job that is running reads and writes; a job itself can only carry what serialises. */
  private static volatile Events input;

  private static volatile Answers output;

  private HazelcastInstance member;
  private int threads;

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new JetEngine());
  }

  static Events input() {
    return input;
  }

  @Override
  public void start(int wanted) {
    threads = wanted;
    Config config = new Config();
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(wanted);
    member = Hazelcast.newHazelcastInstance(config);
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers) {
    input = events;
    output = answers;
    Pipeline pipeline = Pipeline.create();
    StreamStage<Event> stage =
        pipeline
            .readFrom(EventProcessor.source(count, threads))
            .withTimestamps(Event::timeMs, Events.MAX_DISORDER_MS)
            .setLocalParallelism(threads);
    WindowDefinition window =
        workload.sizeMs() == workload.slideMs()
            ? WindowDefinition.tumbling(workload.sizeMs())
            : WindowDefinition.sliding(workload.sizeMs(), workload.slideMs());
    StreamStageWithKey<Event, Long> windows = stage.groupingKey(Event::key);
    switch (workload) {
      case Q1, Q2 -> windows.window(window).aggregate(users()).writeTo(numbers());
      case Q3 ->
          windows
              .window(window)
              .aggregate(AggregateOperations.counting())
              .window(WindowDefinition.tumbling(workload.slideMs()))
              .aggregate(
                  AggregateOperations.topN(
                      Workload.TOP, ComparatorEx.comparing(KeyedWindowResult<Long, Long>::result)))
              .flatMap(result -> com.hazelcast.jet.Traversers.traverseIterable(result.result()))
              .writeTo(counts());
      case Q4 -> windows.window(window).aggregate(quantiles()).writeTo(numbers());
    }
    member.getJet().newJob(pipeline).join();
  }

  private static AggregateOperation1<Event, UserSketch, List<Double>> users() {
    return AggregateOperation.withCreate(UserSketch::new)
        .<Event>andAccumulate(UserSketch::add)
        .andCombine(UserSketch::merge)
        .andExportFinish(sketch -> List.of(sketch.events(), sketch.users()));
  }

  private static AggregateOperation1<Event, ValueSketch, List<Double>> quantiles() {
    return AggregateOperation.withCreate(ValueSketch::new)
        .<Event>andAccumulate(ValueSketch::add)
        .andCombine(ValueSketch::merge)
        .andExportFinish(sketch -> List.of(sketch.quantile(0.5), sketch.quantile(0.99)));
  }

  private static Sink<KeyedWindowResult<Long, List<Double>>> numbers() {
    return SinkBuilder.sinkBuilder("answers", context -> output)
        .<KeyedWindowResult<Long, List<Double>>>receiveFn(
            (answers, answer) ->
                answers.add(
                    answer.end(), answer.key(), answer.result().get(0), answer.result().get(1)))
        .build();
  }

  private static Sink<KeyedWindowResult<Long, Long>> counts() {
    return SinkBuilder.sinkBuilder("answers", context -> output)
        .<KeyedWindowResult<Long, Long>>receiveFn(
            (answers, answer) -> answers.add(answer.end(), answer.key(), answer.result(), 0))
        .build();
  }

  @Override
  public void stop() {
    member.shutdown();
  }
}
