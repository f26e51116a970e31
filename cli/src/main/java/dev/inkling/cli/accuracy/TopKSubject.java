package dev.inkling.cli.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.frequency.TopK;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * TopK of one capacity. What it keeps follows from the order of the values and nothing else, so it
 * sees the file's order, orders shuffled within chunks of 65,536, and parts. Those are fed with the
 * values' keys; one more with texts as they are, for its size.
 */
final class TopKSubject implements ColumnChunk.Consumer {

  /** How many orders there are besides that of the file. */
  static final int SHUFFLED = 2;

  /** What an entry takes, with those that are free. */
  private static final long ENTRY_BYTES = 56;

  private final KeyForm form;
  private final int k;
  private final int capacity;

  /** Of the values themselves; the first of {@link #wholes} where these are longs. */
  private final TopK own;

  private final List<TopK> wholes = new ArrayList<>();
  private final List<TopK> parts = new ArrayList<>();
  private final long[] hashes;
  private final long[] shuffledKeys = new long[ColumnChunk.CAPACITY];
  private long chunks;

  TopKSubject(KeyForm form, int k, int capacity) {
    this.form = form;
    this.k = k;
    this.capacity = capacity;
    for (int run = 0; run <= SHUFFLED; run++) {
      wholes.add(TopK.create(k, capacity));
    }
    for (int p = 0; p < Trial.PARTS; p++) {
      parts.add(TopK.create(k, capacity));
    }
    this.own = form == KeyForm.TEXT ? TopK.create(k, capacity) : wholes.get(0);
    this.hashes = form == KeyForm.TEXT ? new long[ColumnChunk.CAPACITY] : null;
  }

  /** About what the sketches of this capacity take together. */
  static long bytes(int capacity) {
    return ENTRY_BYTES * capacity * (SHUFFLED + 2 + Trial.PARTS);
  }

  @Override
  public void accept(ColumnChunk chunk) {
    long[] keys = chunk.keys();
    int n = chunk.size();
    wholes.get(0).addAll(keys, 0, n);
    if (form == KeyForm.TEXT) {
      addTexts(own, chunk, hashes);
    }
    for (int run = 1; run < wholes.size(); run++) {
      System.arraycopy(keys, 0, shuffledKeys, 0, n);
      Seeds.shuffle(shuffledKeys, n, run, chunks);
      wholes.get(run).addAll(shuffledKeys, 0, n);
    }
    for (int p = 0; p < Trial.PARTS; p++) {
      parts.get(p).addAll(keys, p * n / Trial.PARTS, (p + 1) * n / Trial.PARTS);
    }
    chunks++;
  }

  private static void addTexts(TopK sketch, ColumnChunk chunk, long[] hashes) {
    sketch.hash64().hashAll(chunk.bytes(), chunk.offsets(), 0, chunk.size(), hashes, 0);
    sketch.addAll(chunk.bytes(), chunk.offsets(), hashes, 0, chunk.size());
  }

  /** An entry for what is measured. */
  Contender contender(List<Aim> aims) {
    return new Contender(
        "TopK",
        String.format(Locale.ROOT, "capacity %,d", capacity),
        "TopK.create(" + k + ", " + capacity + ")",
        aims,
        () -> {
          TopK fresh = TopK.create(k, capacity);
          long[] scratch = new long[ColumnChunk.CAPACITY];
          return chunk -> {
            if (form == KeyForm.TEXT) {
              addTexts(fresh, chunk, scratch);
            } else {
              fresh.addAll(chunk.keys(), 0, chunk.size());
            }
          };
        });
  }

  /** Merges the parts and asks. */
  void judge(Contender contender, AskedValues asked, long rows) {
    contender.weighs(own);
    TopK merged = parts.get(0);
    parts.subList(1, parts.size()).forEach(merged::merge);
    for (int i = 0; i < asked.size(); i++) {
      for (TopK sketch : wholes) {
        Estimate answer = sketch.frequency(asked.key(i));
        asked.judge(contender, i, answer, rows);
      }
      asked.judgeMerged(contender, i, merged.frequency(asked.key(i)).value(), rows);
    }
  }
}
