package dev.inkling.benchmarks.engine.flink;

import dev.inkling.benchmarks.engine.Event;
import org.apache.flink.api.common.functions.AggregateFunction;

/** The number of events. */
final class Counts implements AggregateFunction<Event, Long, Long> {

  private static final long serialVersionUID = 1L;

  @Override
  public Long createAccumulator() {
    return 0L;
  }

  @Override
  public Long add(Event event, Long count) {
    return count + 1;
  }

  @Override
  public Long getResult(Long count) {
    return count;
  }

  @Override
  public Long merge(Long left, Long right) {
    return left + right;
  }
}
