package dev.inkling.benchmarks.engine;

import java.util.concurrent.atomic.LongAdder;

/** Generates the columns that a query needs and does nothing with them but summing them up. */
public final class GeneratorAlone implements EventEngine {

  private final LongAdder sum = new LongAdder();
  private int threads;

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new GeneratorAlone());
  }

  @Override
  public void start(int wanted) {
    threads = wanted;
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers)
      throws InterruptedException {
    Fork.firstEvent();
    Together.run(
        threads,
        thread -> {
          EventBatch batch = new EventBatch(workload, events, thread, threads, count);
          double total = 0;
          while (batch.next()) {
            for (int row = 0; row < batch.rows; row++) {
              total += batch.times[row] + batch.keys[row];
            }
            for (int row = 0; workload.needsUsers() && row < batch.rows; row++) {
              total += batch.users[row];
            }
            for (int row = 0; workload.needsValues() && row < batch.rows; row++) {
              total += batch.values[row];
            }
          }
          sum.add((long) total);
        });
    answers.add(0, 0, (double) sum.sum(), 0);
  }
}
