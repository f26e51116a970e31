package dev.inkling.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Sketch;
import org.apache.datasketches.theta.UpdateSketch;

/**
 * DataSketches' distinct counters, with their bounds of two standard deviations. Merging is by
 * their union objects. They take no hashes.
 */
final class DataSketchesCounters {

  private static final String LIBRARY = "DataSketches";
  private static final int LG_K = 12;
  private static final double ROOT_K = Math.sqrt(1 << LG_K);
  private static final int TWO_SIGMA = 2;

  private DataSketchesCounters() {}

  static List<DistinctSubject> all() {
    List<DistinctSubject> subjects = new ArrayList<>();
    for (TgtHllType type : TgtHllType.values()) {
      subjects.add(
          DistinctSubject.of(
                  label(type + " lgK=" + LG_K),
                  () -> new Hll(new HllSketch(LG_K, type)),
                  Math.sqrt(Math.log(2)) / ROOT_K)
              .mergedError(1.04 / ROOT_K));
    }
    subjects.add(
        DistinctSubject.of(
                label("CPC lgK=" + LG_K),
                () -> new Cpc(new CpcSketch(LG_K)),
                Math.sqrt(Math.log(2) / 2) / ROOT_K)
            .mergedError(Math.log(2) / ROOT_K));
    subjects.add(
        DistinctSubject.of(
            label("Theta lgK=" + LG_K),
            () -> new Theta(UpdateSketch.builder().setNominalEntries(1 << LG_K).build()),
            1 / Math.sqrt((1 << LG_K) - 1)));
    return subjects;
  }

  private static Label label(String sketch) {
    return new Label(LIBRARY, sketch, HllSketch.class);
  }

  /** HLL of any register size. */
  private record Hll(HllSketch state) implements DistinctCounter {

    @Override
    public void add(long[] values, int length) {
      for (int i = 0; i < length; i++) {
        state.update(values[i]);
      }
    }

    @Override
    public double estimate() {
      return state.getEstimate();
    }

    @Override
    public Bar bar() {
      return new Bar(state.getLowerBound(TWO_SIGMA), state.getUpperBound(TWO_SIGMA), Bar.TWO_SIGMA);
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      var union = new org.apache.datasketches.hll.Union(LG_K);
      union.update(state);
      union.update(((Hll) other).state);
      return new Hll(union.getResult(state.getTgtHllType()));
    }

    @Override
    public double storedBytes() {
      return state.getCompactSerializationBytes();
    }
  }

  /** CPC. */
  private record Cpc(CpcSketch state) implements DistinctCounter {

    @Override
    public void add(long[] values, int length) {
      for (int i = 0; i < length; i++) {
        state.update(values[i]);
      }
    }

    @Override
    public double estimate() {
      return state.getEstimate();
    }

    @Override
    public Bar bar() {
      return new Bar(state.getLowerBound(TWO_SIGMA), state.getUpperBound(TWO_SIGMA), Bar.TWO_SIGMA);
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      CpcUnion union = new CpcUnion(LG_K);
      union.update(state);
      union.update(((Cpc) other).state);
      return new Cpc(union.getResult());
    }

    @Override
    public double storedBytes() {
      return Images.bytes(state::toByteArray);
    }
  }

  /** Theta, by quick select; its unions are compact. */
  private record Theta(Sketch state) implements DistinctCounter {

    @Override
    public void add(long[] values, int length) {
      UpdateSketch sketch = (UpdateSketch) state;
      for (int i = 0; i < length; i++) {
        sketch.update(values[i]);
      }
    }

    @Override
    public double estimate() {
      return state.getEstimate();
    }

    @Override
    public Bar bar() {
      return new Bar(state.getLowerBound(TWO_SIGMA), state.getUpperBound(TWO_SIGMA), Bar.TWO_SIGMA);
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      return new Theta(
          SetOperation.builder()
              .setNominalEntries(1 << LG_K)
              .buildUnion()
              .union(state, ((Theta) other).state));
    }

    @Override
    public double storedBytes() {
      return state.getCompactBytes();
    }
  }
}
