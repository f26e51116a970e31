package dev.inkling.benchmarks.speed;

import java.util.SplittableRandom;
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

/**
 * Hashing random longs and asking a filter that holds as many keys as it was made for at 1 %. Its
 * actual rate is checked first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "guava", ratio = 6)
@AtLeast(peer = "parquet", ratio = 2)
@AtLeast(peer = "fastfilter", ratio = 1.0, where = "keys=1000000")
@AtLeast(peer = "fastfilter", ratio = 1.3, where = "keys=100000000")
public class BloomTestSpeed {

  private static final int KEYS_PER_CALL = 1 << 19;

  /** The number of keys in the filter. */
  @Param({"1000000", "100000000"})
  public int keys;

  /** Whether it is asked for keys that it holds. */
  @Param({"hit", "miss"})
  public String question;

  private long[] values;
  private BloomSubject subject;

  /** Fills the one filter that is measured. */
  @Setup
  public void fill(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    subject = BloomSubject.of(benchmark.substring(benchmark.lastIndexOf('.') + 1), keys);
    SplittableRandom random = new SplittableRandom(keys);
    long[] hits = null;
    for (int left = keys; left > 0; ) {
      long[] some = random.longs(Math.min(left, KEYS_PER_CALL)).toArray();
      subject.put(some);
      hits = hits == null ? some : hits;
      left -= some.length;
    }
    long[] misses = RandomValues.otherLongs(KEYS_PER_CALL);
    double rate = (double) subject.test(misses) / KEYS_PER_CALL;
    // half a million questions: 5 deviations are 7 % of a rate of 1 %
    if (rate > subject.mostRate() * 1.07) {
      throw new IllegalStateException("the rate is " + rate);
    }
    System.err.println(benchmark + " for " + keys + " keys: rate " + rate);
    values = question.equals("hit") ? hits : misses;
  }

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public int inkling() {
    return subject.test(values);
  }

  /** Ours, a call per key. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public int inklingOneByOne() {
    return subject.test(values);
  }

  /** Guava's. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public int guava() {
    return subject.test(values);
  }

  /** Parquet's split blocks. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public int parquet() {
    return subject.test(values);
  }

  /** fastfilter's blocked filter. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public int fastfilter() {
    return subject.test(values);
  }

  /** DataSketches'. */
  @Benchmark
  @OperationsPerInvocation(KEYS_PER_CALL)
  public int datasketches() {
    return subject.test(values);
  }
}
