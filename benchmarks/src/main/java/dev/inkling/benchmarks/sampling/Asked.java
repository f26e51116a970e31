package dev.inkling.benchmarks.sampling;

/** What is asked of every group. */
enum Asked {
  COUNT("COUNT"),
  SUM("SUM"),
  AVG("AVG"),
  RATIO("ratio"),
  P50("p50"),
  P99("p99");

  private final String shown;

  Asked(String shown) {
    this.shown = shown;
  }

  @Override
  public String toString() {
    return shown;
  }
}
