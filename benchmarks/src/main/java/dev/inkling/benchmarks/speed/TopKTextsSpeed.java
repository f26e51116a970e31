package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.frequency.TopK;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Frequent texts: 2^20 of 2^20 different ones with Zipf frequencies, from an empty sketch on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketches", ratio = 1.2)
public class TopKTextsSpeed {

  private static final int VALUES = 1 << 20;
  private static final int CAPACITY = 3_072;
  private static final int DATASKETCHES_SLOTS = 4_096;

  /** Every occurrence is a String of its own, as whatever reads a stream makes them. */
  private final String[] values = values();

  private static String[] values() {
    int[] ranks = RandomValues.zipf(VALUES, VALUES, 1.1);
    String[] names = RandomValues.texts(VALUES);
    String[] values = new String[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = String.valueOf(names[ranks[i]].toCharArray());
    }
    return values;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public TopK inkling() {
    TopK sketch = TopK.create(100, CAPACITY);
    for (String value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** DataSketches' frequent items sketch of Strings, whose hash codes are kept after one pass. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public ItemsSketch<String> datasketches() {
    ItemsSketch<String> sketch = new ItemsSketch<>(DATASKETCHES_SLOTS);
    for (String value : values) {
      sketch.update(value);
    }
    return sketch;
  }
}
