package dev.inkling.benchmarks.engine.flink;

import dev.inkling.benchmarks.engine.Answers;
import dev.inkling.benchmarks.engine.Event;
import dev.inkling.benchmarks.engine.EventEngine;
import dev.inkling.benchmarks.engine.Events;
import dev.inkling.benchmarks.engine.Fork;
import dev.inkling.benchmarks.engine.Workload;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Flink's DataStream API on a MiniCluster in this process: heap state, object reuse, no
 * checkpoints.
 */
public final class FlinkEngine implements EventEngine {

  /** What the job that is running reads and writes; a job itself can only carry what serialises. */
  private static volatile Events input;

  private static volatile Answers output;

  private int threads;

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new FlinkEngine());
  }

  static void answer(long endMs, long key, double a, double b) {
    output.add(endMs, key, a, b);
  }

  @Override
  public void start(int wanted) {
    threads = wanted;
  }

  /** Splits are halves of the numbers; they become the even and the odd events. */
  private static Event event(long number, long count, int splits) {
    Fork.firstEvent();
    long ofSplit = count / splits;
    long split = number / ofSplit;
    return Event.of(input, (number - split * ofSplit) * splits + split);
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers) throws Exception {
    if (count % threads != 0) {
      throw new IllegalArgumentException("count must be a multiple of the threads, got " + count);
    }
    input = events;
    output = answers;
    int splits = threads;
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(threads);
    environment.getConfig().enableObjectReuse();
    DataGeneratorSource<Event> source =
        new DataGeneratorSource<>(
            number -> event(number, count, splits), count, TypeInformation.of(Event.class));
    WatermarkStrategy<Event> times =
        WatermarkStrategy.<Event>forBoundedOutOfOrderness(Duration.ofMillis(Events.MAX_DISORDER_MS))
            .withTimestampAssigner((event, unused) -> event.timeMs);
    Duration size = Duration.ofMillis(workload.sizeMs());
    WindowedStream<Event, Long, TimeWindow> windows =
        environment
            .fromSource(source, times, "events")
            .keyBy(Event::key)
            .window(
                workload.sizeMs() == workload.slideMs()
                    ? TumblingEventTimeWindows.of(size)
                    : SlidingEventTimeWindows.of(size, Duration.ofMillis(workload.slideMs())));
    DataStream<Long> answered =
        switch (workload) {
          case Q1, Q2 -> windows.aggregate(new Users(), new AnswerWindow());
          case Q3 ->
              windows
                  .aggregate(new Counts(), new KeepKey())
                  .windowAll(TumblingEventTimeWindows.of(size))
                  .process(new Top());
          case Q4 -> windows.aggregate(new Quantiles(), new AnswerWindow());
        };
    answered.sinkTo(new DiscardingSink<>());
    environment.execute();
  }
}
