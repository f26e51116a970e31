package dev.inkling.benchmarks.sampling;

import dev.inkling.operator.sampling.BernoulliDesign;
import dev.inkling.operator.sampling.Moments;
import dev.inkling.operator.sampling.PairMoments;
import dev.inkling.operator.sampling.SampleEstimates;
import dev.inkling.operator.sampling.SampleValues;
import dev.inkling.operator.sampling.SimpleDesign;
import dev.inkling.operator.sampling.Strata;
import dev.inkling.operator.sampling.StratifiedDesign;
import dev.inkling.operator.sampling.UniformDesign;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;

/** Takes one sample of a population and answers everything for every group. */
interface Sampler {

  double CONFIDENCE = 0.95;

  /** Takes an answer. */
  interface Sink {
    void take(int group, Asked asked, Estimate answer);

    /** Whether an answer is looked at. */
    boolean wants(int group, Asked asked);

    /** Takes an answer if it is looked at. */
    default void ask(int group, Asked asked, Supplier<Estimate> answer) {
      if (wants(group, asked)) {
        take(group, asked, answer.get());
      }
    }
  }

  /** Samples with this seed. */
  void sample(Population population, long seed, Sink sink);

  /** What is kept of a group. */
  final class Kept {
    private final Moments moments = Moments.create();
    private final PairMoments pairs = PairMoments.create();
    private final SampleValues values = SampleValues.create();

    private final boolean wantsRatio;
    private final boolean wantsQuantiles;

    private Kept(int group, Sink sink) {
      wantsRatio = sink.wants(group, Asked.RATIO);
      wantsQuantiles = sink.wants(group, Asked.P50) || sink.wants(group, Asked.P99);
    }

    private void add(double x, double y) {
      moments.add(y);
      if (wantsRatio) {
        pairs.add(x, y);
      }
      if (wantsQuantiles) {
        values.add(y);
      }
    }

    private static Kept[] of(int groups, Sink sink) {
      Kept[] kept = new Kept[groups + 1];
      for (int g = 0; g < groups; g++) {
        kept[g] = new Kept(g, sink);
      }
      kept[groups] = new Kept(Population.ALL, sink);
      return kept;
    }

    private void answer(SimpleDesign design, int group, Sink sink) {
      sink.ask(group, Asked.COUNT, () -> design.count(moments.count(), CONFIDENCE));
      if (moments.count() > 0) {
        sink.ask(group, Asked.SUM, () -> design.sum(moments, CONFIDENCE));
        sink.ask(group, Asked.AVG, () -> design.avg(moments, CONFIDENCE));
        sink.ask(group, Asked.RATIO, () -> design.ratio(pairs, CONFIDENCE));
        sink.ask(group, Asked.P50, () -> design.quantile(values, 0.5, CONFIDENCE));
        sink.ask(group, Asked.P99, () -> design.quantile(values, 0.99, CONFIDENCE));
      }
    }
  }

  private static void answer(
      Population population, Iterable<Integer> rows, SimpleDesign design, Sink sink) {
    int groups = population.groups();
    Kept[] kept = Kept.of(groups, sink);
    for (int row : rows) {
      double x = population.x(row);
      double y = population.y(row);
      kept[population.group(row)].add(x, y);
      kept[groups].add(x, y);
    }
    for (int g = 0; g < groups; g++) {
      kept[g].answer(design, g, sink);
    }
    kept[groups].answer(design, Population.ALL, sink);
  }

  /** A reservoir of n rows. */
  static Sampler uniform(int n) {
    return (population, seed, sink) -> {
      ReservoirSample sample = ReservoirSample.create(n, seed);
      sample.addRange(0, population.rows());
      List<Integer> rows = new ArrayList<>(n);
      for (int i = 0; i < sample.held(); i++) {
        rows.add((int) sample.item(i));
      }
      answer(population, rows, new UniformDesign(sample.count(), sample.held()), sink);
    };
  }

  /** Each row with the same probability; how many rows there are is not used. */
  static Sampler bernoulli(double rate) {
    return (population, seed, sink) -> {
      SplittableRandom random = new SplittableRandom(seed);
      List<Integer> rows = new ArrayList<>();
      double skip = Math.log1p(-rate);
      double at = -1;
      while ((at += 1 + Math.floor(Math.log(1 - random.nextDouble()) / skip)) < population.rows()) {
        rows.add((int) at);
      }
      answer(population, rows, new BernoulliDesign(rate), sink);
    };
  }

  /**
   * A reservoir of n rows of each group; the groups are the strata. Groups are answered from their
   * stratum, all from all strata.
   */
  static Sampler stratified(int n) {
    return (population, seed, sink) -> {
      int groups = population.groups();
      long[] populations = new long[groups];
      long[] sampled = new long[groups];
      Strata<Moments> moments = Strata.of(Moments::create);
      Strata<PairMoments> pairs = Strata.of(PairMoments::create);
      Strata<SampleValues> values = Strata.of(SampleValues::create);
      for (int g = 0; g < groups; g++) {
        ReservoirSample sample = ReservoirSample.create(n, seed * groups + g);
        sample.addRange(population.start(g), population.start(g + 1));
        populations[g] = sample.count();
        sampled[g] = sample.held();
        Kept kept = new Kept(sink.wants(g, Asked.RATIO) ? g : Population.ALL, sink);
        for (int i = 0; i < sample.held(); i++) {
          int row = (int) sample.item(i);
          kept.add(population.x(row), population.y(row));
        }
        moments.at(g).merge(kept.moments);
        pairs.at(g).merge(kept.pairs);
        values.at(g).merge(kept.values);
      }
      StratifiedDesign design = StratifiedDesign.of(populations, sampled);
      for (int i = 0; i < groups; i++) {
        int g = i;
        UniformDesign stratum = design.stratum(g);
        sink.ask(g, Asked.COUNT, () -> Estimate.exact((double) stratum.population()));
        sink.ask(g, Asked.SUM, () -> stratum.sum(moments.at(g), CONFIDENCE));
        sink.ask(g, Asked.AVG, () -> stratum.avg(moments.at(g), CONFIDENCE));
        sink.ask(g, Asked.RATIO, () -> stratum.ratio(pairs.at(g), CONFIDENCE));
        sink.ask(g, Asked.P50, () -> stratum.quantile(values.at(g), 0.5, CONFIDENCE));
        sink.ask(g, Asked.P99, () -> stratum.quantile(values.at(g), 0.99, CONFIDENCE));
      }
      int all = Population.ALL;
      sink.ask(all, Asked.COUNT, () -> design.population(CONFIDENCE));
      sink.ask(all, Asked.SUM, () -> design.sum(moments, CONFIDENCE));
      sink.ask(all, Asked.AVG, () -> design.avg(moments, CONFIDENCE));
      sink.ask(all, Asked.RATIO, () -> design.ratio(pairs, CONFIDENCE));
      sink.ask(all, Asked.P50, () -> design.quantile(values, 0.5, CONFIDENCE));
      sink.ask(all, Asked.P99, () -> design.quantile(values, 0.99, CONFIDENCE));
    };
  }

  /** Sampled in proportion to x. */
  static Sampler weighted(int n) {
    return (population, seed, sink) -> {
      WeightedSample sample = WeightedSample.create(n, seed);
      for (int row = 0; row < population.rows(); row++) {
        sample.add(row, population.x(row));
      }
      answer(population, SampleEstimates.of(sample), sink);
    };
  }

  /** Sampled in proportion to x, with the least variance of sums of x. */
  static Sampler varOpt(int n) {
    return (population, seed, sink) -> {
      VarOptSample sample = VarOptSample.create(n, seed);
      for (int row = 0; row < population.rows(); row++) {
        sample.add(row, population.x(row));
      }
      answer(population, SampleEstimates.of(sample), sink);
    };
  }

  private static void answer(Population population, SampleEstimates all, Sink sink) {
    for (int i = Population.ALL; i < population.groups(); i++) {
      int g = i;
      SampleEstimates domain =
          g == Population.ALL ? all : all.where(row -> population.group((int) row) == g);
      if (!sink.wants(g, Asked.SUM) || domain.items().length == 0) {
        continue;
      }
      LongToDoubleFunction x = row -> population.x((int) row);
      LongToDoubleFunction y = row -> population.y((int) row);
      sink.ask(g, Asked.COUNT, () -> domain.count(CONFIDENCE));
      sink.ask(g, Asked.SUM, () -> domain.sum(y, CONFIDENCE));
      sink.ask(g, Asked.AVG, () -> domain.avg(y, CONFIDENCE));
      sink.ask(g, Asked.RATIO, () -> domain.ratio(y, x, CONFIDENCE));
      sink.ask(g, Asked.P50, () -> domain.quantile(y, 0.5, CONFIDENCE));
      sink.ask(g, Asked.P99, () -> domain.quantile(y, 0.99, CONFIDENCE));
    }
  }
}
