package dev.inkling.benchmarks.speed;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Hashing random longs and putting them into a filter for so many keys at 1 %. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "guava", ratio = 6)
@AtLeast(peer = "parquet", ratio = 2)
@AtLeast(peer = "fastfilter", ratio = 1.0, where = "keys=1000000")
@AtLeast(peer = "fastfilter", ratio = 1.3, where = "keys=100000000")
public class BloomPutSpeed {

  private static final int KEYS_PER_CALL = 1 << 19;

  /** The number of keys that the filter is made for. */
  @Param({"1000000", "100000000"})
  public int keys;

  private final long[] values = RandomValues.longs(KEYS_PER_CALL);
  private BloomSubject subject;

  /** Makes the one filter that is measured. */
  @Setup
  public void create(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    subject = BloomSubject.of(benchmark.substring(benchmark.lastIndexOf('.') + 1), keys);
  }

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public void inkling() {
    subject.put(values);
  }

  /** Ours, a call per key. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public void inklingOneByOne() {
    subject.put(values);
  }

  /** Guava's. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public void guava() {
    subject.put(values);
  }

  /** Parquet's split blocks. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public void parquet() {
    subject.put(values);
  }

  /** fastfilter's blocked filter. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public void fastfilter() {
    subject.put(values);
  }

  /** DataSketches'. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public void datasketches() {
    subject.put(values);
  }
}
