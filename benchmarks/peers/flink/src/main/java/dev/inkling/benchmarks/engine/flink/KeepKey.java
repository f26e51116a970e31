package dev.inkling.benchmarks.engine.flink;

import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Puts the key before a count. */
final class KeepKey extends ProcessWindowFunction<Long, long[], Long, TimeWindow> {

  private static final long serialVersionUID = 1L;

  @Override
  public void process(Long key, Context context, Iterable<Long> counts, Collector<long[]> out) {
    for (Long count : counts) {
      out.collect(new long[] {key, count});
    }
  }
}
