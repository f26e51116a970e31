package dev.inkling.benchmarks.engine;

import dev.inkling.engine.Answer;
import dev.inkling.engine.Engine;
import dev.inkling.engine.Job;
import dev.inkling.engine.Sink;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TopItem;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import dev.inkling.sketch.Estimate;
import java.time.Duration;
import java.util.List;

/** Inkling: a query in Java, as its documentation shows it. */
public final class InklingEngine implements EventEngine {

  private final Aggregator.OfDouble<?, ?> quantiles;
  private Engine engine;

  /**
   * An engine.
   *
   * @param quantiles how the median and the 99th percentile are found
   */
  InklingEngine(Aggregator.OfDouble<?, ?> quantiles) {
    this.quantiles = quantiles;
  }

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new InklingEngine(Aggregators.quantiles(0.5, 0.99)));
  }

  @Override
  public void start(int threads) {
    engine = Engine.start(Engine.Options.defaults().withThreads(threads));
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers) throws Exception {
    Query query = query(workload, new EventSource(events, count)).to(sink(workload, answers));
    try (Job job = engine.submit(query)) {
      job.awaitEnd();
      Job.Progress progress = job.progress();
      if (progress.rowsRead() != count || progress.rowsLate() > 0) {
        throw new IllegalStateException("rows were lost: " + progress);
      }
    }
  }

  private Query query(Workload workload, EventSource source) {
    Query windows =
        Query.from(source)
            .eventTime("ts", Duration.ofMillis(Events.MAX_DISORDER_MS))
            .window(window(workload));
    return switch (workload) {
      case Q1, Q2 ->
          windows
              .groupBy("key")
              .aggregate("events", Aggregators.count())
              .aggregate("users", "user", Aggregators.countDistinct(Workload.DISTINCT_ERROR));
      case Q3 -> windows.aggregate("top", "key", Aggregators.topK(Workload.TOP, Type.BIGINT));
      case Q4 -> windows.groupBy("key").aggregate("value", "value", quantiles);
    };
  }

  private static Window window(Workload workload) {
    Duration size = Duration.ofMillis(workload.sizeMs());
    return workload.sizeMs() == workload.slideMs()
        ? Window.tumbling(size)
        : Window.sliding(size, Duration.ofMillis(workload.slideMs()));
  }

  @Override
  public void stop() {
    engine.close();
  }

  private static Sink sink(Workload workload, Answers answers) {
    return new Sink() {
      @Override
      public String name() {
        return "answers";
      }

      @Override
      public Writer open(Schema columns, boolean[] approximate) {
        return new AnswerWriter(workload, columns, answers);
      }
    };
  }

  /** Turns answers into numbers. */
  private static final class AnswerWriter implements Sink.Writer {

    private final Workload workload;
    private final Answers answers;
    private final int end;
    private final int key;
    private final int first;

    AnswerWriter(Workload workload, Schema columns, Answers answers) {
      this.workload = workload;
      this.answers = answers;
      end = columns.indexOf(Query.WINDOW_END);
      key = columns.contains("key") ? columns.indexOf("key") : -1;
      first = Math.max(end, key) + 1; // the aggregates come last
    }

    @Override
    public void write(Answer answer) {
      List<Object> values = answer.values();
      long endMs = (Long) values.get(end);
      switch (workload) {
        case Q1, Q2 ->
            answers.add(
                endMs,
                (Long) values.get(key),
                (double) (Long) values.get(first),
                ((Estimate) values.get(first + 1)).value());
        case Q3 -> {
          for (Object item : (List<?>) values.get(first)) {
            TopItem top = (TopItem) item;
            answers.add(endMs, (Long) top.item(), top.count().value(), 0);
          }
        }
        case Q4 ->
            answers.add(
                endMs,
                (Long) values.get(key),
                ((Estimate) values.get(first)).value(),
                ((Estimate) values.get(first + 1)).value());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
