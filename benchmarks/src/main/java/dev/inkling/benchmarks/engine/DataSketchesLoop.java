package dev.inkling.benchmarks.engine;

/** A loop over one DataSketches object per pane and key, as its documentation shows them. */
public final class DataSketchesLoop extends PaneLoop {

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new DataSketchesLoop());
  }

  @Override
  Panes panes(Workload workload, int threads, int keys) {
    return switch (workload) {
      case Q1, Q2 -> new DataSketchesDistinct(workload, threads, keys);
      case Q3 -> new DataSketchesTop(workload, threads);
      case Q4 -> new DataSketchesQuantiles(workload, threads, keys);
    };
  }
}
