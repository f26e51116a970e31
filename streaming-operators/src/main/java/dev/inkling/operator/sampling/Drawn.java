package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the rows of a sample were drawn, as far as aggregates over them must know. Strata are
 * numbered from 0; a sample without strata has the one number 0. Immutable.
 */
public final class Drawn {

  /** What the rows of one group have to do with strata. */
  public enum Groups {
    /** Nothing is known: a group may have rows in every stratum, sampled or not. */
    ANY,
    /** A group has all rows of a stratum or none, but for the pool of strata beyond the limit. */
    WHOLE_STRATA,
    /** The same, and it is one stratum, or its rows are all in the pool. */
    ONE_STRATUM
  }

  /** Null if there are strata or rates. */
  private final SimpleDesign simple;

  /** Null unless there are strata. */
  private final StratifiedDesign strata;

  /** Null unless strata are of different rates. */
  private final RatesDesign rates;

  private final int pool;
  private final Groups groups;

  private Drawn(
      SimpleDesign simple, StratifiedDesign strata, RatesDesign rates, int pool, Groups groups) {
    this.simple = simple;
    this.strata = strata;
    this.rates = rates;
    this.pool = pool;
    this.groups = groups;
  }

  /**
   * Without strata.
   *
   * @param everything whether there is one group, which has all rows
   */
  public static Drawn simply(SimpleDesign design, boolean everything) {
    return new Drawn(design, null, null, -1, everything ? Groups.ONE_STRATUM : Groups.ANY);
  }

  /**
   * At rates that changed; stratum h has the rows of rate 2^−h.
   *
   * @param everything whether there is one group, which has all rows
   */
  public static Drawn atRates(RatesDesign design, boolean everything) {
    return new Drawn(null, null, design, -1, everything ? Groups.ONE_STRATUM : Groups.ANY);
  }

  /**
   * With strata.
   *
   * @param pool the number of the stratum that holds what is beyond the limit of strata, −1 if
   *     there is none
   * @param groups what groups have to do with strata
   */
  public static Drawn byStrata(StratifiedDesign design, int pool, Groups groups) {
    return new Drawn(null, design, null, pool, groups);
  }

  /** The same where a condition leaves rows out, so that no group has all rows of a stratum. */
  public Drawn filtered() {
    return new Drawn(simple, strata, rates, pool, Groups.ANY);
  }

  Estimate count(Strata<Hits> domain, double confidence) {
    if (rates != null) {
      return groups == Groups.ANY
          ? rates.count(domain, confidence)
          : rates.population(domain, confidence);
    }
    if (simple != null) {
      return groups == Groups.ANY
          ? simple.count(domain.count(), confidence)
          : simple.population(domain.count(), confidence);
    }
    if (groups != Groups.ANY && isKnown(domain)) {
      long rows = 0;
      for (int i = 0; i < domain.size(); i++) {
        rows += strata.stratum(domain.number(i)).population();
      }
      return Estimate.exact((double) rows);
    }
    return of(domain).count(domain, confidence);
  }

  Estimate sum(Strata<Moments> domain, double confidence) {
    if (rates != null) {
      return rates.sum(domain, confidence);
    }
    return simple == null
        ? of(domain).sum(domain, confidence)
        : simple.sum(only(domain, Moments.create()), confidence);
  }

  Estimate avg(Strata<Moments> domain, double confidence) {
    if (rates != null) {
      return rates.avg(domain, confidence);
    }
    return simple == null
        ? of(domain).avg(domain, confidence)
        : simple.avg(only(domain, Moments.create()), confidence);
  }

  Estimate quantile(Strata<SampleValues> domain, double p, double confidence) {
    if (rates != null) {
      return rates.quantile(domain, p, confidence);
    }
    return simple == null
        ? of(domain).quantile(domain, p, confidence)
        : simple.quantile(only(domain, SampleValues.create()), p, confidence);
  }

  /** Whether a group of whole strata can have no row that is in none of the domain's strata. */
  private boolean isKnown(Strata<?> domain) {
    if (pool < 0) {
      return true;
    }
    boolean inPool = IntStream.range(0, domain.size()).anyMatch(i -> domain.number(i) == pool);
    return groups == Groups.ONE_STRATUM && domain.size() > 0 && !inPool;
  }

  /** The strata that a domain can have rows in. */
  private StratifiedDesign of(Strata<?> domain) {
    if (groups == Groups.ANY || domain.size() == 0) {
      return strata;
    }
    int[] own = IntStream.range(0, domain.size()).map(domain::number).toArray();
    if (isKnown(domain) || Arrays.stream(own).anyMatch(h -> h == pool)) {
      return strata.only(own);
    }
    int[] withPool = Arrays.copyOf(own, own.length + 1);
    withPool[own.length] = pool;
    return strata.only(withPool);
  }

  private static <M extends Accumulator<M>> M only(Strata<M> domain, M nothing) {
    return domain.size() == 0 ? nothing : domain.accumulator(0);
  }

  @Override
  public String toString() {
    Object design = simple != null ? simple : rates != null ? rates : strata;
    return "Drawn[" + design + ", groups=" + groups + "]";
  }
}
