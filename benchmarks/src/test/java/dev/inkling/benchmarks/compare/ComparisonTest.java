package dev.inkling.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Machine;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Run;
import dev.inkling.benchmarks.results.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final double FALSE_ALARMS = 0.01;
  private static final PastValues NO_PAST = new PastValues(List.of(), List.of(), Set.of());

  private static Measure time(String name, Direction direction, double... rounds) {
    return Subject.of("speed", name, "1").rounds("time", "ns", direction, rounds);
  }

  private static Comparison compare(Measure before, Measure after) {
    return new Comparison(List.of(before), List.of(after), NO_PAST);
  }

  @Test
  void twentyPercentSlowerWithTwoPercentSpreadIsFlagged() {
    Measure before = time("inkling", Direction.LOWER, 9.9, 10, 10.1);
    Measure after = time("inkling", Direction.LOWER, 11.88, 12, 12.12);
    Comparison comparison = compare(before, after);
    assertThat(comparison.worse(FALSE_ALARMS)).extracting(Change::after).containsExactly(after);
    assertThat(comparison.better(FALSE_ALARMS)).isEmpty();
    assertThat(compare(after, before).better(FALSE_ALARMS)).hasSize(1);
    assertThat(compare(after, before).worse(FALSE_ALARMS)).isEmpty();
  }

  @Test
  void fivePercentSlowerWithTenPercentSpreadIsNot() {
    Comparison comparison =
        compare(
            time("inkling", Direction.LOWER, 9.5, 10, 10.5),
            time("inkling", Direction.LOWER, 9.98, 10.5, 11.03));
    assertThat(comparison.chances()).isEqualTo(1);
    assertThat(comparison.worse(FALSE_ALARMS)).isEmpty();
  }

  @Test
  void lessIsWorseWhereMoreIsBetter() {
    assertThat(
            compare(
                    time("inkling", Direction.HIGHER, 11.88, 12, 12.12),
                    time("inkling", Direction.HIGHER, 9.9, 10, 10.1))
                .worse(FALSE_ALARMS))
        .hasSize(1);
  }

  /** A run of many rows, each with a noise of its own and with what the hour does to it. */
  private static List<Measure> run(Random random, double[] sigmas, double between, double factor) {
    List<Measure> run = new ArrayList<>();
    for (int row = 0; row < sigmas.length; row++) {
      double hour = between * random.nextGaussian();
      double[] rounds = new double[3];
      for (int i = 0; i < rounds.length; i++) {
        rounds[i] = 10 * Math.exp(hour + sigmas[row] * random.nextGaussian());
        rounds[i] *= row == 0 ? factor : 1;
      }
      boolean ours = row % 2 == 0;
      Subject subject = Subject.of("speed", (ours ? "inkling" : "peer") + row, "1");
      run.add(
          subject
              .with("by", "loop")
              .rounds("relative time", "1", ours ? Direction.LOWER : Direction.NEITHER, rounds));
    }
    return run;
  }

  private static double[] sigmas(Random random, int rows) {
    double[] sigmas = new double[rows];
    for (int i = 0; i < rows; i++) {
      sigmas[i] = 0.01 * Math.exp(0.5 * random.nextGaussian());
    }
    return sigmas;
  }

  private static void falseAlarmsAreAsRareAsStated(double between) {
    int pairs = 300;
    int most =
        new BinomialDistribution(null, pairs, FALSE_ALARMS).inverseCumulativeProbability(1 - 1e-6);
    int alarms = 0;
    int found = 0;
    for (int seed = 0; seed < pairs; seed++) {
      Random random = new Random(seed);
      double[] sigmas = sigmas(random, 200);
      List<Measure> before = run(random, sigmas, between, 1);
      Comparison same = new Comparison(before, run(random, sigmas, between, 1), NO_PAST);
      alarms += same.worse(FALSE_ALARMS).isEmpty() ? 0 : 1;
      Comparison slower = new Comparison(before, run(random, sigmas, between, 1.3), NO_PAST);
      found +=
          slower.worse(FALSE_ALARMS).stream().anyMatch(c -> c.after().subject().equals("inkling0"))
              ? 1
              : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(most);
    assertThat(found).isGreaterThan(pairs / 2); // it can see something, too
  }

  @Test
  void amongManyRowsFalseAlarmsAreAsRareAsStated() {
    falseAlarmsAreAsRareAsStated(0);
  }

  @Test
  void whatOnlyHappensBetweenRunsIsLearntFromThePeers() {
    falseAlarmsAreAsRareAsStated(0.02);
  }

  @Test
  void anHourThatIsSlowerForAllIsNoRegression() {
    List<Measure> before = new ArrayList<>();
    List<Measure> after = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      before.add(time("peer" + i, Direction.NEITHER, 9.9, 10 + 0.01 * i, 10.2));
      after.add(time("peer" + i, Direction.NEITHER, 11.9, 12.01 + 0.01 * i, 12.2));
    }
    before.add(time("inkling same", Direction.LOWER, 9.9, 10, 10.1));
    after.add(time("inkling same", Direction.LOWER, 11.9, 12, 12.1));
    before.add(time("inkling slower", Direction.LOWER, 9.9, 10, 10.1));
    after.add(time("inkling slower", Direction.LOWER, 14.9, 15, 15.1));
    assertThat(new Comparison(before, after, NO_PAST).worse(FALSE_ALARMS))
        .extracting(change -> change.after().subject())
        .containsExactly("inkling slower");
  }

  @Test
  void oneRoundIsNotJudgedWithoutHistory() {
    Measure before = time("inkling", Direction.LOWER, 10);
    Measure after = time("inkling", Direction.LOWER, 30);
    Comparison comparison = compare(before, after);
    assertThat(comparison.worse(FALSE_ALARMS)).isEmpty();
    assertThat(comparison.changes()).extracting(Change::reason).containsExactly(PastValues.TOO_FEW);
  }

  private static Results results(String name, boolean quick, double ns) {
    Machine machine = new Machine(2, "cpu", "os", "17", 512);
    String effort = quick ? "quick" : "default";
    Results results = new Results(new Run(name, "speed", Instant.EPOCH, "c", "1", effort, machine));
    results.add(time("inkling", Direction.LOWER, ns));
    return results;
  }

  @Test
  void oneRoundIsJudgedByTheHistoryOfRunsAlike() {
    List<Results> history = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      history.add(results("h" + i, true, 10 + 0.05 * i));
      history.add(results("full" + i, false, 10 + 10 * i));
    }
    Results before = results("a", true, 10.1);
    Results after = results("b", true, 12);
    Results similar = results("c", true, 10.2);
    history.addAll(List.of(before, after, similar));
    PastValues past = new PastValues(history, List.of(before, after), Set.of("a", "b", "c"));

    assertThat(new Comparison(before.measures(), after.measures(), past).worse(FALSE_ALARMS))
        .hasSize(1);
    Comparison same = new Comparison(before.measures(), similar.measures(), past);
    assertThat(same.chances()).isEqualTo(1);
    assertThat(same.worse(FALSE_ALARMS)).isEmpty();
  }

  @Test
  void anyGrowthOfWhatHasNoNoiseIsWorse() {
    Subject subject = Subject.of("accuracy", "Inkling HyperLogLog p=12", "1");
    Measure before = subject.exact("stored", "bytes", Direction.LOWER, 3_092);
    Measure after = subject.exact("stored", "bytes", Direction.LOWER, 3_093);
    assertThat(compare(before, after).worse(FALSE_ALARMS)).hasSize(1);
    assertThat(compare(before, before).worse(FALSE_ALARMS)).isEmpty();
    assertThat(compare(before, before).better(FALSE_ALARMS)).isEmpty();
  }

  @Test
  void sharesAreJudgedByTheirTrials() {
    Subject subject = Subject.of("sampling", "Inkling uniform", "1");
    Measure before = subject.share("held", Direction.HIGHER, 950, 1_000);
    assertThat(compare(before, subject.share("held", Direction.HIGHER, 940, 1_000)).worse(0.01))
        .isEmpty();
    assertThat(compare(before, subject.share("held", Direction.HIGHER, 900, 1_000)).worse(0.01))
        .hasSize(1);
    Measure many = subject.share("held", Direction.HIGHER, 9_500_000, 10_000_000);
    assertThat(
            compare(many, subject.share("held", Direction.HIGHER, 9_490_000, 10_000_000))
                .worse(0.01))
        .hasSize(1);
  }

  @Test
  void errorsAreJudgedByTheirTrials() {
    Subject subject = Subject.of("accuracy", "Inkling", "1");
    Measure before = subject.rootMeanSquare("rmse", "%", 1.6, 100);
    assertThat(compare(before, subject.rootMeanSquare("rmse", "%", 1.8, 100)).worse(0.01))
        .isEmpty();
    assertThat(compare(before, subject.rootMeanSquare("rmse", "%", 2.4, 100)).worse(0.01))
        .hasSize(1);
    assertThat(compare(before, subject.rootMeanSquare("rmse", "%", 1.0, 100)).better(0.01))
        .hasSize(1);
    Measure exact = subject.rootMeanSquare("rmse", "%", 0, 100);
    assertThat(compare(exact, before).worse(0.01)).hasSize(1);
    assertThat(compare(exact, exact).worse(0.01)).isEmpty();
    Measure estimate = subject.estimate("rmse", "%", Direction.LOWER, 1.6, 0.1, 100);
    assertThat(
            compare(estimate, subject.estimate("rmse", "%", Direction.LOWER, 2.2, 0.1, 100))
                .worse(0.01))
        .hasSize(1);
    assertThat(
            compare(estimate, subject.estimate("rmse", "%", Direction.LOWER, 1.8, 0.1, 100))
                .worse(0.01))
        .isEmpty();
    assertThat(compare(before, estimate).changes())
        .extracting(Change::reason)
        .containsExactly("unit or kind of noise differs");
  }

  /** So many errors of 200 trials are 1, the others 0. */
  private static Measure rare(int errors) {
    double share = errors / 200.0;
    double rmse = Math.sqrt(share);
    double error = errors == 0 ? 0 : Math.sqrt(share * (1 - share) / 200) / (2 * rmse);
    return Subject.of("accuracy", "Inkling", "1")
        .estimate("rmse", "%", Direction.LOWER, rmse, error, 200);
  }

  private static double worse(int before, int after) {
    return compare(rare(before), rare(after)).changes().get(0).worse();
  }

  @Test
  void rareErrorsAreJudgedByHowManyThereAre() {
    assertThat(worse(1, 5)).isBetween(0.05, 0.2); // exact: 0.11
    assertThat(worse(0, 1)).isCloseTo(0.5, within(1e-9));
    assertThat(worse(0, 5)).isBetween(0.02, 0.04); // a half to the fifth
    assertThat(worse(5, 0)).isEqualTo(1);
    assertThat(worse(0, 60)).isBetween(1e-30, 1e-15);
    assertThat(worse(2, 60)).isLessThan(1e-4);
    assertThat(worse(3, 3)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void oneTrialSaysNothingAboutItsNoise() {
    Subject subject = Subject.of("accuracy", "Inkling", "1");
    Measure before = subject.estimate("rmse", "1", Direction.LOWER, 1, 0, 1);
    Measure after = subject.estimate("rmse", "1", Direction.LOWER, 2, 0, 1);
    assertThat(compare(before, after).changes())
        .extracting(Change::reason)
        .containsExactly(SingleRow.ONE_TRIAL);
  }

  @Test
  void sizesThatDependOnTheStreamAreJudgedByTheirError() {
    Subject subject = Subject.of("accuracy", "Inkling ThetaSketch", "1");
    Measure before = subject.estimate("stored", "bytes", Direction.LOWER, 1_000, 2, 20);
    assertThat(
            compare(before, subject.estimate("stored", "bytes", Direction.LOWER, 1_003, 2, 20))
                .worse(0.01))
        .isEmpty();
    assertThat(
            compare(before, subject.estimate("stored", "bytes", Direction.LOWER, 1_020, 2, 20))
                .worse(0.01))
        .hasSize(1);
    Measure fixed = subject.exact("stored", "bytes", Direction.LOWER, 1_020);
    assertThat(compare(before, fixed).worse(0.01)).hasSize(1);
    assertThat(compare(fixed, before).better(0.01)).hasSize(1);
  }

  @Test
  void peersAreNotJudged() {
    Subject peer = Subject.of("accuracy", "DataSketches HLL", "1");
    Comparison comparison =
        compare(
            peer.exact("stored", "bytes", Direction.LOWER, 1),
            peer.exact("stored", "bytes", Direction.LOWER, 2));
    assertThat(comparison.worse(FALSE_ALARMS)).isEmpty();
    assertThat(comparison.changes())
        .extracting(Change::reason)
        .containsExactly(Report.NOT_TO_BE_JUDGED);
  }

  @Test
  void measuresOfOneRunOnlyAreCounted() {
    Measure one = time("inkling one", Direction.LOWER, 1, 2);
    Measure two = time("inkling two", Direction.LOWER, 1, 2);
    Measure three = time("inkling three", Direction.LOWER, 1, 2);
    Comparison comparison = new Comparison(List.of(one, two), List.of(two, three), NO_PAST);
    assertThat(comparison.missing()).containsExactly(one);
    assertThat(comparison.vanished()).containsExactly(one);
    Measure peer = time("peer", Direction.LOWER, 1, 2);
    Measure described = time("inkling time", Direction.NEITHER, 1, 2);
    assertThat(new Comparison(List.of(peer, described, two), List.of(two), NO_PAST).vanished())
        .isEmpty();
    assertThat(comparison.added()).containsExactly(three);
    assertThat(comparison.changes()).hasSize(1);
  }

  @Test
  void equalRoundsSayNothingAboutNoise() {
    assertThat(
            compare(time("inkling", Direction.LOWER, 2, 2), time("inkling", Direction.LOWER, 3, 3))
                .changes())
        .extracting(Change::reason)
        .containsExactly("all rounds of both runs are equal");
    assertThat(
            compare(time("inkling", Direction.LOWER, 0, 2), time("inkling", Direction.LOWER, 3, 3))
                .changes())
        .extracting(Change::reason)
        .containsExactly("a round was not above 0");
  }
}
