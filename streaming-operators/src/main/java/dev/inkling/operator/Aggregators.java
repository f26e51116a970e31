package dev.inkling.operator;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.frequency.TopK;
import dev.inkling.sketch.membership.BloomFilter;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.TDigest;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * The aggregators that come with Inkling. Each is immutable, and two made with the same parameters
 * are equal.
 *
 * <p>Nulls never reach an aggregator. Of no value, counts are 0 and everything else is null, as in
 * SQL.
 */
public final class Aggregators {

  private Aggregators() {}

  /** The number of rows: 24 bytes of heap a state. */
  public static Aggregator.Of<?, Long> count() {
    return RowCount.INSTANCE;
  }

  /**
   * The sum of longs. It is kept in 128 bits, so that neither order nor partition can make it
   * overflow; a total that does not fit a BIGINT makes {@link Aggregator#result} throw an
   * ArithmeticException. Null of no value.
   */
  public static Aggregator.OfLong<?, Long> sumLongs() {
    return LongSum.INSTANCE;
  }

  /**
   * The sum of doubles, compensated after Neumaier (doi:10.1002/zamm.19740540106): of n values xᵢ
   * the error is below 2⁻⁵³·|sum| + O(n²·2⁻¹⁰⁶)·Σ|xᵢ|. The order of values, and so the way they are
   * split into partitions, can change the last bits. A partial sum past the largest double is
   * infinite for good. Null of no value.
   */
  public static Aggregator.OfDouble<?, Double> sumDoubles() {
    return DoubleSum.SUM;
  }

  /** The mean: {@link #sumDoubles} by the number of values. Null of no value. */
  public static Aggregator.OfDouble<?, Double> avg() {
    return DoubleSum.MEAN;
  }

  /**
   * The smallest of longs; null of no value.
   *
   * @param type BIGINT, TIMESTAMP or BOOLEAN, which the result keeps
   */
  public static Aggregator.OfLong<?, Long> minLongs(Type type) {
    return LongExtreme.min(type);
  }

  /**
   * The largest of longs; null of no value.
   *
   * @param type BIGINT, TIMESTAMP or BOOLEAN, which the result keeps
   */
  public static Aggregator.OfLong<?, Long> maxLongs(Type type) {
    return LongExtreme.max(type);
  }

  /** The smallest of doubles, where −0.0 is smaller than 0.0; null of no value. */
  public static Aggregator.OfDouble<?, Double> minDoubles() {
    return DoubleExtreme.MIN;
  }

  /** The largest of doubles, where −0.0 is smaller than 0.0; null of no value. */
  public static Aggregator.OfDouble<?, Double> maxDoubles() {
    return DoubleExtreme.MAX;
  }

  /** The first of texts in the order of code points; null of no value. */
  public static Aggregator.OfBytes<?, String> minTexts() {
    return TextExtreme.MIN;
  }

  /** The last of texts in the order of code points; null of no value. */
  public static Aggregator.OfBytes<?, String> maxTexts() {
    return TextExtreme.MAX;
  }

  /**
   * Longs put together two by two: Spark's {@code reduceByWindow}. A sliding window is put together
   * of panes at a cost that does not grow with the overlap, so no inverse of the function is asked
   * for. Null of no value.
   *
   * @param name what EXPLAIN shows
   * @param operator must be associative and commutative, as values come in any order and are put
   *     together in parts, and is called by several threads
   */
  public static Aggregator.OfLong<?, Long> reduceLongs(String name, LongBinaryOperator operator) {
    return new LongReduction(name, operator);
  }

  /** The same of doubles, which are never NaN; see {@link #reduceLongs}. */
  public static Aggregator.OfDouble<?, Double> reduceDoubles(
      String name, DoubleBinaryOperator operator) {
    return new DoubleReduction(name, operator);
  }

  /**
   * How many distinct values there are, exactly: an {@link Aggregator.OfLong}, {@link
   * Aggregator.OfDouble} (−0.0 and 0.0 are one value) or {@link Aggregator.OfBytes} (whose hashes
   * must be those of {@link dev.inkling.hash.Hash64#xxh3}). A state holds every distinct value: 11
   * to 22 bytes for each number; for each text its bytes, one or two for its length, and 11 to 22.
   * One state holds at most 805 million numbers, or 2 GiB of texts, and throws an
   * IllegalStateException beyond that.
   *
   * @param type the type of the values
   * @throws IllegalArgumentException if it is TOP_ITEMS
   */
  public static Aggregator<?, Long> countDistinctExact(Type type) {
    return switch (type) {
      case BIGINT, TIMESTAMP, BOOLEAN -> DistinctLongs.INSTANCE;
      case DOUBLE -> DistinctDoubles.INSTANCE;
      case VARCHAR -> DistinctTexts.INSTANCE;
      case TOP_ITEMS, VALUES ->
          throw new IllegalArgumentException("type must be that of a value, got " + type);
    };
  }

  /**
   * About how many distinct values there are, with {@link HyperLogLog}: exact while there are few.
   *
   * @param relativeError the largest relative standard error, at least 0.00072
   */
  public static Aggregator.OfHash<?, Estimate> countDistinct(double relativeError) {
    return new DistinctEstimate(relativeError);
  }

  /**
   * Quantiles with a {@link TDigest} of compression 200; see {@link #quantiles(double, double[])}.
   */
  public static Aggregator.OfDouble<?, List<Estimate>> quantiles(double... ps) {
    return Quantiles.create(Quantiles.COMPRESSION, ps);
  }

  /**
   * Quantiles with a {@link TDigest}. Results have one estimate for each fraction, in the order
   * given, NaN of no value; the columns are null then. With several fractions their columns' names
   * end in {@code [0.5]} and so on.
   *
   * @param compression of the digest; see {@link TDigest#create(double)}
   * @param ps which quantiles, distinct fractions in [0, 1], at least one
   */
  public static Aggregator.OfDouble<?, List<Estimate>> quantiles(double compression, double[] ps) {
    return Quantiles.create(compression, ps);
  }

  /**
   * Quantiles with a {@link DDSketch}: off by at most a share of their value, in less than half of
   * the time of {@link #quantiles(double...)}, whose bars are about ranks. Results are as there.
   *
   * @param relativeError the largest relative error, at least {@link DDSketch#MIN_RELATIVE_ERROR}
   *     and less than 1
   * @param ps which quantiles, distinct fractions in [0, 1], at least one
   */
  public static Aggregator.OfDouble<?, List<Estimate>> relativeQuantiles(
      double relativeError, double... ps) {
    return RelativeQuantiles.create(relativeError, ps);
  }

  /**
   * How often one value was seen: exact, in one count. (Values are compared by their 64-bit hashes;
   * that another value has the same is left out of account.)
   *
   * @param type the type of the values: not TOP_ITEMS
   * @param value a Long (BIGINT, TIMESTAMP), Double, String or Boolean, as the type needs
   */
  public static Aggregator.OfHash<?, Estimate> frequency(Type type, Object value) {
    return FrequencyEstimate.create(type, value);
  }

  /**
   * The most frequent values, with {@link TopK}: an {@link Aggregator.OfBytes} of VARCHAR, {@link
   * Aggregator.OfDouble} of DOUBLE (−0.0 and 0.0 are one value) and {@link Aggregator.OfLong} of
   * the other types. The counts' bars always hold.
   *
   * @param k how many, at least 1
   * @param type the type of the values
   * @throws IllegalArgumentException if it is TOP_ITEMS
   */
  public static Aggregator<?, List<TopItem>> topK(int k, Type type) {
    return TopItems.create(k, type);
  }

  /**
   * Values chosen uniformly at random without replacement, all of them while there are no more: an
   * {@link Aggregator.OfBytes} of VARCHAR, {@link Aggregator.OfDouble} of DOUBLE and {@link
   * Aggregator.OfLong} of the other types. A value that occurs twice may be chosen twice. The same
   * values in the same order and parts give the same choice.
   *
   * @param size how many, 1 to 2^24
   * @param type the type of the values
   * @throws IllegalArgumentException if it is a list's
   */
  public static Aggregator<?, List<Object>> sample(int size, Type type) {
    return ValueSample.create(size, type, 0);
  }

  /**
   * Which values were seen, as a {@link BloomFilter}. A column of an answer cannot hold a filter;
   * it shows about how many different values the filter has seen.
   *
   * @param expected how many different values are expected, at least 1
   * @param falsePositiveRate the probability that the filter claims to hold a value that it does
   *     not, once it holds as many as expected; in [1e-9, 1)
   */
  public static Aggregator.OfHash<?, SeenValues> contains(long expected, double falsePositiveRate) {
    return new Membership(expected, falsePositiveRate);
  }
}
