package dev.inkling.benchmarks.sampling;

/** What is asked of every group. */
enum Asked {
  COUNT(0, "COUNT"),
  SUM(1, "SUM"),
  AVG(2, "AVG"),
  RATIO(3, "ratio"),
  P50(4, "p50"),
  P99(5, "p99");

  private final int place;
  private final String shown;

  Asked(int place, String shown) {
    this.place = place;
    this.shown = shown;
  }

  /** From 0. */
  int place() {
    return place;
  }

  @Override
  public String toString() {
    return shown;
  }
}
