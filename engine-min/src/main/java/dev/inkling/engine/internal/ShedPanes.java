package dev.inkling.engine.internal;

import dev.inkling.engine.Job;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Panes;
import dev.inkling.operator.Shedding;
import dev.inkling.operator.sampling.Drawn;
import dev.inkling.operator.sampling.RatesDesign;
import java.util.Arrays;
import java.util.List;

/** At which rates the rows of the panes came that are answered next. */
final class ShedPanes {

  private final CompiledQuery query;

  /** Whether everything is answered at once at the end, when all rows are counted. */
  private final boolean answersAtOnce;

  /** For each rate the latest event time known when it was last in force. */
  private final long[] lastTimes = new long[Shedding.MOST_HALVINGS + 1];

  private RateCounts before = RateCounts.NONE;
  private int usedBefore;
  private long firstPane = Long.MIN_VALUE;

  ShedPanes(CompiledQuery query) {
    this.query = query;
    this.answersAtOnce = query.waitsForEnd() || !query.windowed();
    Arrays.fill(lastTimes, Long.MIN_VALUE);
  }

  /**
   * Takes notice of what the workers did.
   *
   * @param watermark windows that end at or before it have been answered
   */
  void endEpoch(List<Worker> workers, long watermark) {
    RateCounts now = counts(workers);
    int used = now.usedSince(before);
    long latest = Long.MIN_VALUE;
    for (Worker worker : workers) {
      latest = Math.max(latest, worker.maxTime());
    }
    for (int h = 0; h < lastTimes.length; h++) {
      // rows that were passed over may be later than those looked at: the epoch before counts too
      if (((used | usedBefore) >> h & 1) != 0) {
        lastTimes[h] = Math.max(lastTimes[h], latest);
      }
    }
    before = now;
    usedBefore = used;
    if (!answersAtOnce && watermark != Long.MIN_VALUE) {
      Panes panes = query.panes();
      firstPane = panes.startMs(panes.firstWindow(panes.paneOf(watermark)));
    }
  }

  private static RateCounts counts(List<Worker> workers) {
    RateCounts sum = RateCounts.NONE;
    for (Worker worker : workers) {
      sum = sum.plus(worker.rates());
    }
    return sum;
  }

  /** The aggregators that know of the rows left out; after {@link #endEpoch}. */
  List<Aggregator<?, ?>> aggregators(List<Worker> workers) {
    RatesDesign design;
    if (answersAtOnce) {
      boolean counted = before.shed() == 0 || isCounted(workers);
      design = counted ? before.design() : RatesDesign.of(before.used());
    } else {
      int used = 0;
      for (int h = 0; h < lastTimes.length; h++) {
        used |= lastTimes[h] != Long.MIN_VALUE && lastTimes[h] >= firstPane ? 1 << h : 0;
      }
      design = RatesDesign.of(used);
    }
    boolean everything = query.sampledGroups() != Drawn.Groups.ANY;
    return query.shedAggregators(Drawn.atRates(design, everything), 0);
  }

  /** Whether no row that was passed over can be one that could not be read. */
  private boolean isCounted(List<Worker> workers) {
    if (query.query().input() instanceof FileInput file
        && file.options().badRows() == FileOptions.BadRows.SKIP) {
      return false;
    }
    return workers.stream().allMatch(worker -> worker.counters().rowsBad() == 0);
  }

  /** What was shed so far; may be asked by any thread. */
  Job.Shed progress(List<Worker> workers) {
    RateCounts counts = counts(workers);
    int used = Math.max(1, counts.used());
    int halvings = workers.stream().mapToInt(Worker::halvings).max().orElse(0);
    double effective = counts.effectiveRate();
    return new Job.Shed(
        counts.shed(),
        Math.scalb(1.0, -halvings),
        Math.scalb(1.0, Integer.numberOfLeadingZeros(used) - 31),
        Math.scalb(1.0, -Integer.numberOfTrailingZeros(used)),
        effective,
        1 / Math.sqrt(effective));
  }
}
