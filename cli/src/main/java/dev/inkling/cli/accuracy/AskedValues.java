package dev.inkling.cli.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.sampling.ReservoirSample;
import java.io.IOException;
import java.util.Arrays;

/**
 * Values whose counts are asked for: the most frequent ones, by falling count, then a uniform
 * sample of all distinct ones.
 */
final class AskedValues {

  private static final int SAMPLE = 500;

  private final KeyForm form;
  private final int top;
  private final long[] keys;
  private final long[] counts;

  private AskedValues(KeyForm form, int top, long[] keys, long[] counts) {
    this.form = form;
    this.top = top;
    this.keys = keys;
    this.counts = counts;
  }

  /** The {@code top} most frequent values and a sample. */
  static AskedValues of(CountedValues values, int top) throws IOException {
    int most = (int) Math.min(top, values.distinct());
    ReservoirSample places = ReservoirSample.create(SAMPLE, 1);
    places.addRange(0, values.distinct());
    long[] sampled = places.toArray();
    Arrays.sort(sampled);
    long[] keys = new long[most + sampled.length];
    long[] counts = new long[keys.length];
    long[] place = {0};
    int[] next = {0};
    values.scan(
        (batch, batchCounts, n) -> {
          for (int i = 0; i < n; i++) {
            insert(keys, counts, most, batch[i], batchCounts[i]);
            if (next[0] < sampled.length && sampled[next[0]] == place[0]) {
              keys[most + next[0]] = batch[i];
              counts[most + next[0]] = batchCounts[i];
              next[0]++;
            }
            place[0]++;
          }
        });
    return new AskedValues(values.form(), most, keys, counts);
  }

  /** Keeps the first {@code most} entries the largest counts, by falling count. */
  private static void insert(long[] keys, long[] counts, int most, long key, long count) {
    if (count <= counts[most - 1]) {
      return;
    }
    int at = most - 1;
    for (; at > 0 && counts[at - 1] < count; at--) {
      keys[at] = keys[at - 1];
      counts[at] = counts[at - 1];
    }
    keys[at] = key;
    counts[at] = count;
  }

  /** How many of them are there because they are frequent: the first ones. */
  int top() {
    return top;
  }

  /** How many there are. */
  int size() {
    return keys.length;
  }

  /** The key of a value. */
  long key(int i) {
    return keys[i];
  }

  /** How often a value occurs. */
  long count(int i) {
    return counts[i];
  }

  /** The hashes of all values, as those of a run. */
  long[] hashes(int run) {
    long[] hashes = new long[keys.length];
    form.hashes(keys, keys.length, hashes);
    Seeds.rehash(hashes, hashes.length, run);
    return hashes;
  }

  /** Notes an answer about a value: of a frequent one relative to its count, else to all rows. */
  void judge(Contender contender, int i, Estimate answer, long rows) {
    double count = (double) counts[i];
    contender.tally(i < top ? 0 : 1).answer(0, answer, count, i < top ? count : (double) rows);
  }

  /** Notes the error of an answer of a sketch that was merged from parts. */
  void judgeMerged(Contender contender, int i, double answer, long rows) {
    double count = (double) counts[i];
    double error = Tally.relative(answer - count, i < top ? count : (double) rows);
    contender.tally(i < top ? 0 : 1).mergedError(0, error);
  }
}
