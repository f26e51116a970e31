package dev.inkling.benchmarks.engine.flink;

import dev.inkling.benchmarks.engine.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Writes the keys with the largest counts to the answers. */
final class Top extends ProcessAllWindowFunction<long[], Long, TimeWindow> {

  private static final long serialVersionUID = 1L;

  @Override
  public void process(Context context, Iterable<long[]> counts, Collector<Long> unused) {
    List<long[]> all = new ArrayList<>();
    counts.forEach(all::add);
    all.sort(Comparator.comparingLong((long[] row) -> row[1]).reversed());
    for (long[] row : all.subList(0, Math.min(Workload.TOP, all.size()))) {
      FlinkEngine.answer(context.window().getEnd(), row[0], (double) row[1], 0);
    }
  }
}
