package dev.inkling.cli.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.frequency.CountMinSketch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often values occur. What a Count-Min sketch holds follows from the counts of the hashes, so
 * each run adds every distinct value once with its count, under a hash function of its own. For
 * TopK, which knows no hash, see {@link TopKSubject}.
 */
final class FrequencyTrial implements Trial {

  private static final int[] WIDTHS = {
    1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20
  };
  private static final int[] DEPTHS = {3, 5};
  private static final int[] CAPACITIES = {64, 256, 1_024, 4_096, 16_384, 65_536};

  /** How many additions all runs of a sketch may make together. */
  private static final long ADDITIONS = 1L << 24;

  private static final int FEWEST_RUNS = 5;
  private static final int MOST_RUNS = 32;

  /** Count-Min sketches are sums of their parts, however many: two are enough, and small. */
  private static final int SUMMANDS = 2;

  /** Which part of the memory TopK may take, beside the exact count. */
  private static final double SHARE_OF_TOP_K = 0.3;

  private final AccuracyStudy.Wish wish;
  private final List<TopKSubject> subjects = new ArrayList<>();

  FrequencyTrial(AccuracyStudy.Wish wish, KeyForm form) {
    this.wish = wish;
    long room = (long) (SHARE_OF_TOP_K * wish.memoryBytes());
    for (int capacity : CAPACITIES) {
      long bytes = TopKSubject.bytes(capacity);
      if (capacity / 2 >= wish.top() && bytes <= room) {
        subjects.add(new TopKSubject(form, wish.top(), capacity));
        room -= bytes;
      }
    }
  }

  @Override
  public List<? extends ColumnChunk.Consumer> whileReading() {
    return subjects;
  }

  @Override
  public Outcome measure(
      CountedValues truth, double meanTextBytes, Workers workers, AccuracyStudy.Progress progress)
      throws IOException {
    AskedValues asked = AskedValues.of(truth, wish.top());
    long total = truth.total();
    List<Aim> aims =
        List.of(
            Aim.of(
                "top",
                String.format(
                    Locale.ROOT, "of the count, of the %,d most frequent values", asked.top()),
                Double.NaN),
            Aim.of("any", "of all rows, for the count of any value", Double.NaN));
    List<Contender> contenders = new ArrayList<>();
    List<String> truths = truths(asked);
    List<Workers.Task> tasks = new ArrayList<>();
    int runs = (int) Math.max(FEWEST_RUNS, Math.min(MOST_RUNS, ADDITIONS / truth.distinct()));
    AtomicInteger done = new AtomicInteger();
    long counterBytes = total < 1L << 31 ? Integer.BYTES : Long.BYTES;
    for (int depth : DEPTHS) {
      for (int width : WIDTHS) {
        long bytes = counterBytes * width * depth;
        if (bytes * (SUMMANDS + 1) > workers.memoryBytes()) {
          truths.add(
              String.format(
                  Locale.ROOT,
                  "CountMinSketch of width %,d and depth %d left out: give more with --memory",
                  width,
                  depth));
          continue;
        }
        Contender contender = countMin(width, depth, aims);
        contenders.add(contender);
        for (int r = 0; r < runs; r++) {
          int run = r;
          tasks.add(
              workers.within(
                  run == 0 ? bytes * (SUMMANDS + 1) : bytes,
                  () -> {
                    judge(truth, asked, contender, CountMinSketch.create(width, depth), run);
                    int all = runs * WIDTHS.length * DEPTHS.length;
                    progress.show(total, (double) done.incrementAndGet() / all);
                  }));
        }
      }
    }
    int fitting = subjects.size();
    Arrays.stream(CAPACITIES)
        .filter(capacity -> capacity / 2 >= wish.top())
        .skip(fitting)
        .forEach(
            capacity ->
                truths.add(
                    String.format(
                        Locale.ROOT,
                        "TopK of capacity %,d left out: give more with --memory",
                        capacity)));
    for (TopKSubject subject : subjects) {
      Contender contender = subject.contender(aims);
      contenders.add(contender);
      tasks.add(() -> subject.judge(contender, asked, total));
    }
    workers.run(tasks);
    return new Outcome(
        aims,
        contenders,
        String.format(
            Locale.ROOT,
            "CountMinSketch: %d runs, each with a hash function of its own; TopK: the file's order"
                + " and %d others; %,d values asked for",
            runs,
            TopKSubject.SHUFFLED,
            asked.size()),
        truths);
  }

  private static Contender countMin(int width, int depth, List<Aim> aims) {
    return new Contender(
        "CountMinSketch",
        String.format(Locale.ROOT, "width %,d, depth %d", width, depth),
        "CountMinSketch.create(" + width + ", " + depth + ")",
        aims,
        () -> {
          CountMinSketch fresh = CountMinSketch.create(width, depth);
          return chunk -> chunk.addTo(fresh);
        });
  }

  private void judge(
      CountedValues truth, AskedValues asked, Contender contender, CountMinSketch sketch, int run)
      throws IOException {
    truth.scanHashes(run, (hashes, counts, n) -> add(sketch, hashes, counts, 0, n));
    if (run == 0) {
      contender.weighs(sketch);
      if (merged(truth, sketch).equals(sketch)) {
        contender.tally(0).mergesToTheSame();
        contender.tally(1).mergesToTheSame();
      }
    }
    long[] hashes = asked.hashes(run);
    for (int i = 0; i < hashes.length; i++) {
      Estimate answer = sketch.estimateHash(hashes[i], wish.confidence());
      asked.judge(contender, i, answer, truth.total());
    }
  }

  private static CountMinSketch merged(CountedValues truth, CountMinSketch like)
      throws IOException {
    List<CountMinSketch> parts = new ArrayList<>();
    for (int p = 0; p < SUMMANDS; p++) {
      parts.add(CountMinSketch.create(like.width(), like.depth()));
    }
    truth.scanHashes(
        0,
        (hashes, counts, n) -> {
          for (int p = 0; p < SUMMANDS; p++) {
            add(parts.get(p), hashes, counts, p * n / SUMMANDS, (p + 1) * n / SUMMANDS);
          }
        });
    CountMinSketch merged = parts.get(0);
    parts.subList(1, SUMMANDS).forEach(merged::merge);
    return merged;
  }

  private static void add(CountMinSketch sketch, long[] hashes, long[] counts, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.addHash(hashes[i], counts[i]);
    }
  }

  private static List<String> truths(AskedValues asked) {
    List<String> truths = new ArrayList<>();
    StringBuilder counts = new StringBuilder("counts of the most frequent:");
    for (int i = 0; i < asked.top(); i++) {
      counts.append(String.format(Locale.ROOT, " %,d", asked.count(i)));
    }
    truths.add(counts.toString());
    return truths;
  }
}
