package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.distinct.ThetaSketch;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.theta.Intersection;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Union;
import org.apache.datasketches.theta.UpdateSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Set operations on two sketches of 500,000 values, half of them in both, at k = 4,096. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(ours = "inklingUnion", peer = "datasketchesUnion", ratio = 1)
@AtLeast(ours = "inklingIntersection", peer = "datasketchesIntersection", ratio = 1)
public class DistinctThetaOperationSpeed {

  private static final int VALUES = 500_000;

  private final ThetaSketch[] ours = new ThetaSketch[2];
  private final UpdateSketch[] theirs = new UpdateSketch[2];

  /** Two full sketches of each kind. */
  public DistinctThetaOperationSpeed() {
    long[] values = RandomValues.longs(VALUES + VALUES / 2);
    for (int i = 0; i < 2; i++) {
      int from = i * VALUES / 2;
      ours[i] = ThetaSketch.create(DistinctThetaSpeed.K);
      ours[i].addAll(values, from, from + VALUES);
      ours[i].retained();
      theirs[i] = UpdateSketch.builder().setNominalEntries(DistinctThetaSpeed.K).build();
      for (int j = from; j < from + VALUES; j++) {
        theirs[i].update(values[j]);
      }
      theirs[i].rebuild();
    }
  }

  /** Ours. */
  @Benchmark
  public double inklingUnion() {
    return ThetaSketch.union(ours[0], ours[1]).estimate();
  }

  /** DataSketches. */
  @Benchmark
  public double datasketchesUnion() {
    Union union = SetOperation.builder().setNominalEntries(DistinctThetaSpeed.K).buildUnion();
    return union.union(theirs[0], theirs[1]).getEstimate();
  }

  /** Ours. */
  @Benchmark
  public double inklingIntersection() {
    return ThetaSketch.intersection(ours[0], ours[1]).estimate();
  }

  /** DataSketches. */
  @Benchmark
  public double datasketchesIntersection() {
    Intersection intersection = SetOperation.builder().buildIntersection();
    return intersection.intersect(theirs[0], theirs[1]).getEstimate();
  }

  /** Ours, the number of values with its bar. */
  @Benchmark
  public double inklingBar() {
    return ours[0].estimate(0.95).upper();
  }

  /** DataSketches' upper bound of two standard deviations. */
  @Benchmark
  public double datasketchesBar() {
    return theirs[0].getUpperBound(2);
  }
}
