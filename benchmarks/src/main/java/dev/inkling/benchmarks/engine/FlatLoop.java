package dev.inkling.benchmarks.engine;

/** A loop over flat arrays, with neither objects nor calls: about as fast as it can be in Java. */
public final class FlatLoop extends PaneLoop {

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new FlatLoop());
  }

  @Override
  Panes panes(Workload workload, int threads, int keys) {
    return switch (workload) {
      case Q1, Q2 -> new FlatDistinct(workload, threads, keys);
      case Q3 -> new FlatCounts(workload, threads, keys);
      case Q4 -> new FlatQuantiles(workload, threads, keys);
    };
  }
}
