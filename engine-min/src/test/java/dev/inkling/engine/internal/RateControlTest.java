package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.engine.ManualClock;
import dev.inkling.operator.Shedding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A worker played by a few lines: rows cost time to pass over and to work on. */
class RateControlTest {

  private static final int BATCH = 256;

  private final ManualClock clock = new ManualClock();
  private long passingNanos = 100;
  private long workingNanos = 1_900;
  private double rowsLeft = Double.NaN;
  private RateControl control;
  private final List<Integer> halvings = new ArrayList<>();
  private double worked;

  private void start(Shedding shedding) {
    control = new RateControl(shedding, clock.nanos(), () -> rowsLeft, () -> 1);
  }

  /** Reads and works until so much time has gone by, as fast as it goes. */
  private void atFullSpeed(double seconds) {
    long end = clock.nanos() + (long) (seconds * 1e9);
    while (clock.nanos() < end && !(rowsLeft <= 0)) {
      step(BATCH << control.halvings());
    }
  }

  private void step(long rows) {
    long taken = rows >> control.halvings();
    long cost = rows * passingNanos + taken * workingNanos;
    clock.pass(cost);
    rowsLeft -= rows;
    worked += taken;
    control.worked(clock.nanos(), rows, taken, cost, false);
    halvings.add(control.halvings());
  }

  /** Reads what comes at some rows per second; returns the longest wait of a row, in seconds. */
  private double keepUp(double rowsPerSecond, double seconds) {
    long start = clock.nanos();
    double waiting = 0;
    double longest = 0;
    long last = start;
    while (clock.nanos() - start < seconds * 1e9) {
      waiting += (clock.nanos() - last) / 1e9 * rowsPerSecond;
      last = clock.nanos();
      longest = Math.max(longest, waiting / rowsPerSecond);
      long rows = Math.min((long) waiting, (long) BATCH << control.halvings());
      if (rows < 16) {
        clock.pass(50_000);
        control.dry(clock.nanos());
      } else {
        waiting -= rows;
        step(rows);
      }
    }
    return longest;
  }

  private Set<Integer> lastHalvings() {
    return new TreeSet<>(halvings.subList(halvings.size() / 2, halvings.size()));
  }

  @Test
  void aRateIsKeptByAFileAtFullSpeed() {
    start(Shedding.rate(20_000));
    atFullSpeed(2);
    double before = worked;
    atFullSpeed(10);
    assertThat((worked - before) / 10).isBetween(20_000 * 0.35, 20_000.0);
    assertThat(lastHalvings()).hasSize(1);
  }

  @Test
  void aRateThatIsNeverReachedShedsNothing() {
    start(Shedding.rate(1_000_000));
    atFullSpeed(5);
    assertThat(halvings).containsOnly(0);
  }

  @Test
  void aRateIsKeptWhileABurstLastsAndRecovers() {
    start(Shedding.rate(10_000));
    keepUp(5_000, 3);
    assertThat(halvings).containsOnly(0);
    keepUp(100_000, 3);
    assertThat(control.halvings()).isEqualTo(4); // 100,000 / 16 are at most 10,000
    keepUp(5_000, 3);
    assertThat(control.halvings()).isZero();
  }

  @Test
  void aFileIsReadInTime() {
    for (int budgetMs : new int[] {400, 1_000, 5_000, 15_000}) {
      halvings.clear();
      rowsLeft = 10_000_000; // 20 s of work, 1 s of reading only
      start(Shedding.within(Duration.ofMillis(budgetMs)));
      long begin = clock.nanos();
      atFullSpeed(100);
      double took = (clock.nanos() - begin) / 1e9;
      if (budgetMs >= 5_000) {
        assertThat(took).isBetween(budgetMs * 0.5e-3, budgetMs * 1.0e-3);
      } else {
        // cannot be done: reading alone takes a second
        assertThat(took).isBetween(1.0, 1.35);
      }
    }
  }

  @Test
  void aFileThatIsReadInTimeAnywayLosesNothing() {
    rowsLeft = 1_000_000; // 2 s
    start(Shedding.within(Duration.ofSeconds(4)));
    atFullSpeed(100);
    assertThat(halvings).containsOnly(0);
  }

  @Test
  void rowsThatBecomeDearerInTheMiddleAreShedHarder() {
    rowsLeft = 2_000_000; // 4 s, had the second half not become eight times as dear
    start(Shedding.within(Duration.ofSeconds(6)));
    long begin = clock.nanos();
    while (rowsLeft > 1_000_000) {
      step(BATCH << control.halvings());
    }
    assertThat(halvings).containsOnly(0);
    workingNanos = 15_200;
    atFullSpeed(100);
    assertThat((clock.nanos() - begin) / 1e9).isLessThan(6.0);
    assertThat(lastHalvings().stream().mapToInt(h -> h).max().orElse(0)).isBetween(2, 5);
  }

  @Test
  void theRateDoesNotSwingUnderASteadyLoad() {
    rowsLeft = Double.NaN;
    start(Shedding.within(Duration.ofSeconds(2)));
    keepUp(2_000_000, 10); // four times what can be worked on at rate 1
    List<Integer> settled = new ArrayList<>(lastHalvings());
    assertThat(settled).hasSizeBetween(1, 2);
    assertThat(settled.get(settled.size() - 1) - settled.get(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void noRowWaitsLongerThanAskedForAndTheRateRecovers() {
    start(Shedding.within(Duration.ofSeconds(2)));
    assertThat(keepUp(200_000, 3)).isLessThan(0.1);
    assertThat(halvings).containsOnly(0);
    assertThat(keepUp(3_000_000, 10)).isLessThan(2);
    assertThat(control.halvings()).isPositive();
    keepUp(200_000, 5);
    assertThat(control.halvings()).isZero();
  }

  @Test
  void theRateIsNotLoweredWhereNothingIsWonByThat() {
    passingNanos = 2_000;
    workingNanos = 2_000;
    rowsLeft = 5_000_000;
    start(Shedding.within(Duration.ofMillis(100)));
    atFullSpeed(100);
    // at 1/32 the work is 3 % of the time already; the first guess knew nothing of what passing
    // costs
    assertThat(lastHalvings()).allMatch(h -> h <= 6);
  }

  @Test
  void whatWasMeasuredWhileTheCodeWasColdIsForgotten() {
    for (int budgetMs : new int[] {300, 5_000}) {
      halvings.clear();
      rowsLeft = 10_000_000; // 1 s of passing over, 20 s of work
      passingNanos = 1_000;
      workingNanos = 40_000;
      start(Shedding.within(Duration.ofMillis(budgetMs)));
      atFullSpeed(0.1);
      assertThat(control.halvings()).isGreaterThan(4);
      passingNanos = 100;
      workingNanos = 1_900;
      long begin = clock.nanos();
      atFullSpeed(100);
      if (budgetMs == 5_000) {
        assertThat((clock.nanos() - begin) / 1e9).isBetween(3.0, 5.0);
        assertThat(control.halvings()).isLessThanOrEqualTo(4);
      } else {
        // there is no time even for passing over: work of a few per cent of that changes nothing
        assertThat((clock.nanos() - begin) / 1e9).isLessThan(1.5);
        double work = Math.scalb(1_900.0, -control.halvings()) / 100;
        assertThat(work).isBetween(0.01, 0.35);
      }
    }
  }

  @Test
  void theEstimatorSettlesAtTheSpeedAndFallsWithTheLag() {
    PidRate pid = new PidRate();
    assertThat(pid.update(0.1, 1_000, 0)).isEqualTo(1_000);
    assertThat(pid.update(0.1, 500, 0)).isEqualTo(500);
    assertThat(pid.update(0.1, 500, 0.1)).isCloseTo(400, within(1e-9)); // 500 - 0.2 · 500
    assertThat(pid.update(0.1, 500, 10)).isPositive().isLessThan(1);
    assertThat(pid.update(0.1, 500, 0)).isCloseTo(500, within(1e-9));
  }

  @Test
  void theEstimatorGoesHalfTheWayOrAgainstTheTrendIfToldTo() {
    PidRate half = new PidRate(0.5, 0, 0);
    half.update(1, 1_000, 0);
    assertThat(half.update(1, 500, 0)).isEqualTo(750);
    assertThat(half.update(1, 500, 0)).isEqualTo(625);
    PidRate trend = new PidRate(1, 0, 0.1);
    trend.update(1, 1_000, 0);
    assertThat(trend.update(1, 500, 0)).isEqualTo(450); // the error grew by 500 in a second
  }

  @Test
  void costsOfPassingAndOfWorkingAreToldApartOnceTheRateChanges() {
    RowCosts costs = new RowCosts();
    for (int i = 0; i < 20; i++) {
      costs.update(1, 2e-6);
    }
    assertThat(costs.passing() + costs.working()).isCloseTo(2e-6, within(1e-9));
    for (int i = 0; i < 5; i++) {
      costs.update(0.25, 0.25 * 1.5e-6 + 0.5e-6);
      costs.update(0.125, 0.125 * 1.5e-6 + 0.5e-6);
    }
    assertThat(costs.passing()).isCloseTo(0.5e-6, within(0.1e-6));
    assertThat(costs.working()).isCloseTo(1.5e-6, within(0.3e-6));
  }
}
