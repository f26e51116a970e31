package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.sampling.BernoulliSample;
import dev.inkling.sketch.sampling.RecentSample;
import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.StratifiedSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;

/**
 * What a sample of items says about all items.
 *
 * <p>An item is the long that was added to the sample; the functions say what an item is worth. A
 * {@code NaN} leaves an item out. See {@link SimpleDesign}, {@link StratifiedDesign} and {@link
 * UnequalDesign} for what the bars promise.
 *
 * <pre>{@code
 * ReservoirSample rows = ReservoirSample.create(1_000, 42);
 * rows.addRange(0, amounts.length);
 * SampleEstimates estimates = SampleEstimates.of(rows);
 * Estimate large = estimates.count(row -> amounts[(int) row] > 100, 0.95);
 * Estimate total = estimates.sum(row -> amounts[(int) row], 0.95);
 * SampleEstimates french = estimates.where(row -> country[(int) row] == FR);
 * Estimate mean = french.avg(row -> amounts[(int) row], 0.95);
 * }</pre>
 *
 * <p>The sample is copied; what is added to it later does not show. O(items) for each question.
 */
public final class SampleEstimates {

  private final long[] items;

  /** The stratum of each item; empty if there is one only. */
  private final int[] strata;

  /** The probability of each item; empty if that is the same for all. */
  private final double[] probabilities;

  /** A {@link SimpleDesign}, {@link StratifiedDesign} or {@link UnequalDesign}. */
  private final Object design;

  /** Of the items that are asked about; empty if these are all. */
  private final Optional<LongPredicate> domain;

  private SampleEstimates(
      long[] items,
      int[] strata,
      double[] probabilities,
      Object design,
      Optional<LongPredicate> domain) {
    this.items = items;
    this.strata = strata;
    this.probabilities = probabilities;
    this.design = design;
    this.domain = domain;
  }

  /** From a reservoir. */
  public static SampleEstimates of(ReservoirSample sample) {
    return of(sample.toArray(), new UniformDesign(sample.count(), sample.held()));
  }

  /**
   * From a Bernoulli sample. Given how many items came in they are a uniform sample of those that
   * were added; if none came in, only the rate says something.
   */
  public static SampleEstimates of(BernoulliSample sample) {
    return of(
        sample.toArray(), new BernoulliDesign(sample.rate()).of(sample.count(), sample.held()));
  }

  /** From a sample with unequal probabilities. Items of weight 0 are not asked about. */
  public static SampleEstimates of(WeightedSample sample) {
    double[] probabilities = new double[sample.held()];
    Arrays.setAll(probabilities, sample::inclusionProbability);
    return of(sample.toArray(), probabilities, UnequalDesign.poisson());
  }

  /** From a sample with unequal probabilities. Items of weight 0 are not asked about. */
  public static SampleEstimates of(VarOptSample sample) {
    double[] probabilities = new double[sample.held()];
    Arrays.setAll(probabilities, sample::inclusionProbability);
    double[] light = Arrays.stream(probabilities).filter(p -> p < 1).toArray();
    double complement = Arrays.stream(light).map(p -> 1 - p).sum();
    UnequalDesign design = UnequalDesign.fixedSize(light.length, complement);
    return of(sample.toArray(), probabilities, design);
  }

  /** From the items of a window that ends at the latest one. */
  public static SampleEstimates of(RecentSample sample) {
    long[] items = sample.sample();
    Estimate window = sample.windowCount(0.95);
    if (window.isExact()) {
      return of(items, new UniformDesign((long) window.value(), items.length));
    }
    double[] probabilities = new double[items.length];
    Arrays.fill(probabilities, sample.inclusionProbability());
    return of(items, probabilities, UnequalDesign.poisson());
  }

  /** From the items of a sample of equal probabilities. */
  public static SampleEstimates of(long[] items, SimpleDesign design) {
    return new SampleEstimates(
        items.clone(), NO_STRATA, NO_PROBABILITIES, design, Optional.empty());
  }

  /** From all strata of a sample; the pool of those that were not kept is one more. */
  public static SampleEstimates of(StratifiedSample sample) {
    long[] ids = sample.strata();
    int kept = ids.length;
    boolean pooled = sample.pooledCount() > 0;
    ReservoirSample[] samples = new ReservoirSample[kept + (pooled ? 1 : 0)];
    for (int h = 0; h < kept; h++) {
      samples[h] = sample.sample(ids[h]);
    }
    if (pooled) {
      samples[kept] = sample.pooled();
    }
    long[] populations = Arrays.stream(samples).mapToLong(ReservoirSample::count).toArray();
    long[] sampled = Arrays.stream(samples).mapToLong(ReservoirSample::held).toArray();
    long[] items = new long[Math.toIntExact(Arrays.stream(sampled).sum())];
    int[] strata = new int[items.length];
    int at = 0;
    for (int h = 0; h < samples.length; h++) {
      for (int i = 0; i < samples[h].held(); i++) {
        items[at] = samples[h].item(i);
        strata[at++] = h;
      }
    }
    StratifiedDesign design = StratifiedDesign.of(populations, sampled);
    return new SampleEstimates(items, strata, NO_PROBABILITIES, design, Optional.empty());
  }

  /** From items with their probabilities of being in the sample. */
  public static SampleEstimates of(long[] items, double[] probabilities, UnequalDesign design) {
    if (items.length != probabilities.length) {
      throw new IllegalArgumentException(
          "items and probabilities must be of equal length, got "
              + items.length
              + " and "
              + probabilities.length);
    }
    return new SampleEstimates(
        items.clone(), NO_STRATA, probabilities.clone(), design, Optional.empty());
  }

  private static final int[] NO_STRATA = {};
  private static final double[] NO_PROBABILITIES = {};

  /** The same sample, asked about the items only that fulfil the condition. */
  public SampleEstimates where(LongPredicate condition) {
    Objects.requireNonNull(condition);
    LongPredicate narrower = domain.map(wider -> wider.and(condition)).orElse(condition);
    return new SampleEstimates(items, strata, probabilities, design, Optional.of(narrower));
  }

  /** The items of the sample that are asked about. */
  public long[] items() {
    return Arrays.stream(items).filter(this::isAsked).toArray();
  }

  private boolean isAsked(long item) {
    return domain.isEmpty() || domain.get().test(item);
  }

  /** How many items fulfil the condition. */
  public Estimate count(LongPredicate condition, double confidence) {
    return where(condition).count(confidence);
  }

  /** How many items there are: exact of all, if the sample knows. */
  public Estimate count(double confidence) {
    if (design instanceof SimpleDesign simple) {
      return domain.isEmpty()
          ? simple.population(items.length, confidence)
          : simple.count(items().length, confidence);
    }
    if (design instanceof StratifiedDesign stratified) {
      return domain.isEmpty()
          ? stratified.population(confidence)
          : stratified.count(moments(item -> 1), confidence);
    }
    return ((UnequalDesign) design).count(unequal(item -> 1, item -> 1), confidence);
  }

  /** The sum of a function of the items. */
  public Estimate sum(LongToDoubleFunction value, double confidence) {
    if (design instanceof SimpleDesign simple) {
      return simple.sum(moments(value).at(0), confidence);
    }
    return design instanceof StratifiedDesign stratified
        ? stratified.sum(moments(value), confidence)
        : ((UnequalDesign) design).sum(unequal(item -> 1, value), confidence);
  }

  /** The mean of a function of the items. */
  public Estimate avg(LongToDoubleFunction value, double confidence) {
    if (design instanceof SimpleDesign simple) {
      return simple.avg(moments(value).at(0), confidence);
    }
    return design instanceof StratifiedDesign stratified
        ? stratified.avg(moments(value), confidence)
        : ((UnequalDesign) design).avg(unequal(item -> 1, value), confidence);
  }

  /** The sum of a function of the items by the sum of another. */
  public Estimate ratio(LongToDoubleFunction y, LongToDoubleFunction x, double confidence) {
    if (design instanceof UnequalDesign unequal) {
      return unequal.ratio(unequal(x, y), confidence);
    }
    Strata<PairMoments> pairs = Strata.of(PairMoments::create);
    for (int i = 0; i < items.length; i++) {
      if (isAsked(items[i])) {
        double top = y.applyAsDouble(items[i]);
        double bottom = x.applyAsDouble(items[i]);
        if (!Double.isNaN(top) && !Double.isNaN(bottom)) {
          pairs.at(stratum(i)).add(bottom, top);
        }
      }
    }
    return design instanceof SimpleDesign simple
        ? simple.ratio(pairs.at(0), confidence)
        : ((StratifiedDesign) design).ratio(pairs, confidence);
  }

  /** The smallest value of a function that at least the fraction p of items does not exceed. */
  public Estimate quantile(LongToDoubleFunction value, double p, double confidence) {
    Strata<SampleValues> values = Strata.of(SampleValues::create);
    for (int i = 0; i < items.length; i++) {
      double y = isAsked(items[i]) ? value.applyAsDouble(items[i]) : Double.NaN;
      if (Double.isNaN(y)) {
        continue;
      }
      if (probabilities.length > 0) {
        values.at(0).add(y, probabilities[i]);
      } else {
        values.at(stratum(i)).add(y);
      }
    }
    if (design instanceof SimpleDesign simple) {
      return simple.quantile(values.at(0), p, confidence);
    }
    return design instanceof StratifiedDesign stratified
        ? stratified.quantile(values, p, confidence)
        : ((UnequalDesign) design).quantile(values.at(0), p, confidence);
  }

  private int stratum(int i) {
    return strata.length > 0 ? strata[i] : 0;
  }

  private Strata<Moments> moments(LongToDoubleFunction value) {
    Strata<Moments> moments = Strata.of(Moments::create);
    for (int i = 0; i < items.length; i++) {
      double y = isAsked(items[i]) ? value.applyAsDouble(items[i]) : Double.NaN;
      if (!Double.isNaN(y)) {
        moments.at(stratum(i)).add(y);
      }
    }
    return moments;
  }

  private UnequalMoments unequal(LongToDoubleFunction x, LongToDoubleFunction y) {
    UnequalMoments moments = UnequalMoments.create();
    for (int i = 0; i < items.length; i++) {
      if (isAsked(items[i])) {
        double top = y.applyAsDouble(items[i]);
        double bottom = x.applyAsDouble(items[i]);
        if (!Double.isNaN(top) && !Double.isNaN(bottom)) {
          moments.add(bottom, top, probabilities[i]);
        }
      }
    }
    return moments;
  }

  @Override
  public String toString() {
    return "SampleEstimates[items=" + items.length + ", design=" + design + "]";
  }
}
