package dev.inkling.engine.stream;

import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A stream whose rows are told apart by key columns. Immutable. */
public final class KeyedStream {

  private final RowStream stream;
  private final List<String> keys;
  private final Optional<EventTime> time;
  private final Optional<Duration> timeToLive;

  KeyedStream(
      RowStream stream,
      List<String> keys,
      Optional<EventTime> time,
      Optional<Duration> timeToLive) {
    this.stream = stream;
    this.keys = keys;
    this.time = time;
    this.timeToLive = timeToLive;
  }

  /**
   * With an event time, which event-time timers and the watermark need.
   *
   * @param newTime a TIMESTAMP column with its disorder; idle partitions are not waited for
   */
  public KeyedStream withEventTime(EventTime newTime) {
    Columns.time(stream.schema(), newTime);
    return new KeyedStream(stream, keys, Optional.of(newTime), timeToLive);
  }

  /**
   * With a time to live: a state is forgotten when it was not updated for so long, in processing
   * time, and is not seen any more from then on.
   *
   * @param duration at least 1 ms
   */
  public KeyedStream withTimeToLive(Duration duration) {
    Columns.millis("time to live", duration, 1);
    return new KeyedStream(stream, keys, time, Optional.of(duration));
  }

  /**
   * Calls a function for every row and every timer, with the state of the row's key. Rows come in
   * the order in which they are read; timers fire between them, as soon as they are due, in the
   * order of their times. At the end of the input the watermark is at its end, so that all timers
   * of event time fire; those of processing time do not. All columns of the stream are read: {@link
   * RowStream#select} those that the function looks at before.
   *
   * @param columns what the rows that the function makes have
   * @param <S> the state of a key
   */
  public <S> RowStream process(Schema columns, KeyedProcess<S> function) {
    return stream.process(
        new ProcessOperator.Plan<>(
            stream.schema(),
            keys,
            time,
            timeToLive.map(Duration::toMillis).orElse(Long.MAX_VALUE),
            columns,
            function));
  }
}
