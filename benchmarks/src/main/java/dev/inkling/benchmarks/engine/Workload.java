package dev.inkling.benchmarks.engine;

import java.util.Locale;

/** The four queries. */
public enum Workload {
  /** Distinct users and the number of events per key, in windows of 10 s side by side. */
  Q1(10_000, 10_000, true, false),
  /** The same in windows of 60 s that start every second. */
  Q2(60_000, 1_000, true, false),
  /** The 100 keys with the most events, in windows of 10 s. */
  Q3(10_000, 10_000, false, false),
  /** The median and the 99th percentile of the values per key, in windows of 10 s. */
  Q4(10_000, 10_000, false, true);

  /** The precision of HyperLogLog sketches: a relative standard error of 1.04/64. */
  public static final int PRECISION = 12;

  /** The relative standard error of a HyperLogLog sketch of {@link #PRECISION}. */
  public static final double DISTINCT_ERROR = 1.04 / 64;

  /** How many keys {@link #Q3} asks for. */
  public static final int TOP = 100;

  private final long sizeMs;
  private final long slideMs;
  private final boolean users;
  private final boolean values;

  Workload(long sizeMs, long slideMs, boolean users, boolean values) {
    this.sizeMs = sizeMs;
    this.slideMs = slideMs;
    this.users = users;
    this.values = values;
  }

  /** How long a window is. */
  public long sizeMs() {
    return sizeMs;
  }

  /** How long after a window the next one starts. */
  public long slideMs() {
    return slideMs;
  }

  /** Whether it looks at users. */
  public boolean needsUsers() {
    return users;
  }

  /** Whether it looks at values. */
  public boolean needsValues() {
    return values;
  }

  /** The end of the first window that an event of this time is in. */
  public long firstEndMs(long timeMs) {
    return Math.floorDiv(timeMs, slideMs) * slideMs + slideMs;
  }

  /** The query of this name. */
  public static Workload of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
