package dev.inkling.benchmarks.engine.flink;

import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Writes the result of a key in a window to the answers. */
final class AnswerWindow extends ProcessWindowFunction<double[], Long, Long, TimeWindow> {

  private static final long serialVersionUID = 1L;

  @Override
  public void process(
      Long key, Context context, Iterable<double[]> results, Collector<Long> unused) {
    for (double[] result : results) {
      FlinkEngine.answer(context.window().getEnd(), key, result[0], result[1]);
    }
  }
}
