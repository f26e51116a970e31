package dev.inkling.cli.accuracy;

import dev.inkling.engine.Clock;
import dev.inkling.sketch.Sketch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A kind and size of sketch, with what is measured of it. */
final class Contender {

  private final String sketch;
  private final String size;
  private final String code;
  private final Supplier<ColumnChunk.Consumer> fresh;
  private final List<Tally> tallies = new ArrayList<>();
  private long heapBytes;
  private long storedBytes;
  private double nsPerValue = Double.NaN;

  /**
   * Nothing measured yet.
   *
   * @param sketch the kind
   * @param size the size, for people
   * @param code how a program makes one; empty for what is no sketch
   * @param aims what is measured
   * @param fresh makes a sketch that takes values as a query would, to measure times with; null if
   *     no times are measured
   */
  Contender(
      String sketch,
      String size,
      String code,
      List<Aim> aims,
      Supplier<ColumnChunk.Consumer> fresh) {
    this.sketch = sketch;
    this.size = size;
    this.code = code;
    this.fresh = fresh;
    for (Aim aim : aims) {
      tallies.add(new Tally(Math.max(1, aim.groups().size())));
    }
  }

  /** Everything kept, which has no error and takes this much. */
  static Contender exact(String size, List<Aim> aims, long heapBytes, long storedBytes) {
    Contender exact = new Contender("exact", size, "", aims, null);
    exact.weighs(heapBytes, storedBytes);
    for (int a = 0; a < aims.size(); a++) {
      for (int g = 0; g < Math.max(1, aims.get(a).groups().size()); g++) {
        exact.tally(a).error(g, 0);
        exact.tally(a).bar(g, 0, true);
      }
      exact.tally(a).mergesToTheSame();
    }
    return exact;
  }

  /** Notes what a full sketch weighs. */
  void weighs(Sketch<?> full) {
    weighs(full.heapBytes(), full.serializedBytes());
  }

  /** Notes the same in numbers. */
  synchronized void weighs(long heap, long stored) {
    heapBytes = heap;
    storedBytes = stored;
  }

  /** Where errors for the aim at this index are noted. */
  Tally tally(int aim) {
    return tallies.get(aim);
  }

  /** Measures how long values take, as the best of some rounds over these chunks. */
  void time(List<ColumnChunk> chunks, int rounds, Clock clock) {
    long values = chunks.stream().mapToLong(ColumnChunk::size).sum();
    if (fresh == null || values == 0) {
      return;
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      ColumnChunk.Consumer consumer = fresh.get();
      long start = clock.nanos();
      chunks.forEach(consumer::accept);
      best = Math.min(best, clock.nanos() - start);
    }
    nsPerValue = (double) best / values;
  }

  /** What was found for one of the aims. */
  synchronized Finding finding(int index, Aim aim, double confidence) {
    return new Finding(
        aim,
        sketch,
        size,
        code,
        heapBytes,
        storedBytes,
        tallies.get(index).result(confidence),
        nsPerValue);
  }
}
