package dev.inkling.benchmarks.engine;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The exact answers of a query, and whether what an engine answered is as right as it should be:
 * every window and key once, numbers of events exact, distinct users with the error of HyperLogLog
 * of precision 12, quantiles with the error of KLL of k = 200.
 */
public final class Reference {

  /** Errors of smaller groups are mostly due to what lies between two values. */
  private static final int LEAST_ROWS = 100;

  /** Windows that overlap are many: distinct users are checked in this many of them. */
  private static final int CHECKED_WINDOWS = 5;

  /** 1.33 % are held with confidence 99 %, says DataSketches of k = 200. */
  private static final double RANK_ERROR = 0.0133 / 2.576;

  private final Workload workload;
  private final Events events;
  private final long count;
  private final int windows;
  private final long[][] eventsOf; // window, key

  /** The exact answers about the first {@code count} events. */
  public Reference(Workload workload, Events events, long count) {
    this.workload = workload;
    this.events = events;
    this.count = count;
    long lastMs = 0;
    for (long i = Math.max(0, count - (long) Events.PER_MS * Events.MAX_DISORDER_MS);
        i < count;
        i++) {
      lastMs = Math.max(lastMs, events.timeMs(i));
    }
    int panes = (int) (lastMs / workload.slideMs()) + 1;
    int overlap = (int) (workload.sizeMs() / workload.slideMs());
    windows = panes + overlap - 1;
    long[][] ofPane = new long[windows][events.keys()];
    for (long i = 0; i < count; i++) {
      ofPane[(int) (events.timeMs(i) / workload.slideMs())][events.key(i)]++;
    }
    if (overlap == 1) {
      eventsOf = ofPane;
      return;
    }
    eventsOf = new long[windows][events.keys()];
    long[] sum = new long[events.keys()];
    for (int w = 0; w < windows; w++) {
      for (int key = 0; key < sum.length; key++) {
        sum[key] += ofPane[w][key] - (w >= overlap ? ofPane[w - overlap][key] : 0);
        eventsOf[w][key] = sum[key];
      }
    }
  }

  /** Compares what an engine has answered. */
  public Verdict check(Answers answers) {
    return switch (workload) {
      case Q1, Q2 -> distinct(answers);
      case Q3 -> top(answers);
      case Q4 -> quantiles(answers);
    };
  }

  private int window(long endMs) {
    long window = endMs / workload.slideMs() - 1;
    return endMs % workload.slideMs() == 0 && window >= 0 && window < windows ? (int) window : -1;
  }

  /** What is wrong with the windows and keys of answers; null if nothing. */
  private Verdict groups(Answers answers) {
    BitSet seen = new BitSet();
    int keys = events.keys();
    for (int i = 0; i < answers.size(); i++) {
      int window = window(answers.endMs(i));
      long key = answers.key(i);
      if (window < 0 || key < 0 || key >= keys || eventsOf[window][(int) key] == 0) {
        return Verdict.wrong(
            "no events of key %d in a window that ends at %d", key, answers.endMs(i));
      }
      int bit = Math.addExact(Math.multiplyExact(window, keys), (int) key);
      if (seen.get(bit)) {
        return Verdict.wrong(
            "two answers for key %d in the window that ends at %d", key, answers.endMs(i));
      }
      seen.set(bit);
    }
    long expected =
        Arrays.stream(eventsOf).flatMapToLong(Arrays::stream).filter(n -> n > 0).count();
    return answers.size() == expected
        ? null
        : Verdict.wrong("%,d answers, expected %,d", answers.size(), expected);
  }

  private Verdict distinct(Answers answers) {
    Verdict wrong = groups(answers);
    if (wrong != null) {
      return wrong;
    }
    boolean all = workload.sizeMs() == workload.slideMs();
    int step = all ? 1 : Math.max(1, windows / CHECKED_WINDOWS);
    long[][] users = new long[windows][];
    Verdict.Errors errors = new Verdict.Errors();
    for (int i = 0; i < answers.size(); i++) {
      int window = window(answers.endMs(i));
      int key = (int) answers.key(i);
      if (answers.a(i) != eventsOf[window][key]) {
        return Verdict.wrong(
            "%.0f events of key %d in the window that ends at %d, expected %d",
            answers.a(i), key, answers.endMs(i), eventsOf[window][key]);
      }
      if (window % step == 0) {
        if (users[window] == null) {
          users[window] = distinctUsers(window);
        }
        if (users[window][key] >= LEAST_ROWS) {
          errors.add(answers.b(i) / users[window][key] - 1);
        }
      }
    }
    return errors.verdict(Workload.DISTINCT_ERROR, "error of distinct users");
  }

  /** The numbers of the events that a window's are among, and a few more. */
  private long firstOf(int window) {
    long startMs = (window + 1) * workload.slideMs() - workload.sizeMs();
    return Math.max(0, startMs - Events.MAX_DISORDER_MS) * Events.PER_MS;
  }

  private long lastOf(int window) {
    return Math.min(count, (window + 1) * workload.slideMs() * Events.PER_MS);
  }

  private boolean in(int window, long timeMs) {
    long endMs = (window + 1) * workload.slideMs();
    return timeMs < endMs && timeMs >= endMs - workload.sizeMs();
  }

  private long[] distinctUsers(int window) {
    long first = firstOf(window);
    long[] pairs = new long[(int) Math.max(0, lastOf(window) - first)];
    int n = 0;
    for (long i = first; i < first + pairs.length; i++) {
      if (in(window, events.timeMs(i))) {
        pairs[n++] = (long) events.key(i) << 32 | events.user(i);
      }
    }
    Arrays.parallelSort(pairs, 0, n);
    long[] users = new long[events.keys()];
    for (int i = 0; i < n; i++) {
      if (i == 0 || pairs[i] != pairs[i - 1]) {
        users[(int) (pairs[i] >>> 32)]++;
      }
    }
    return users;
  }

  private Verdict top(Answers answers) {
    long[][] counts = new long[windows][Workload.TOP];
    int[] sizes = new int[windows];
    for (int i = 0; i < answers.size(); i++) {
      int window = window(answers.endMs(i));
      int key = (int) answers.key(i);
      if (window < 0 || sizes[window] == Workload.TOP) {
        return Verdict.wrong("too many answers for a window that ends at %d", answers.endMs(i));
      }
      if (answers.a(i) != eventsOf[window][key]) {
        return Verdict.wrong(
            "%.0f events of key %d in the window that ends at %d, expected %d",
            answers.a(i), key, answers.endMs(i), eventsOf[window][key]);
      }
      counts[window][sizes[window]++] = (long) answers.a(i);
    }
    for (int w = 0; w < windows; w++) {
      long[] expected = eventsOf[w].clone();
      Arrays.sort(expected);
      int n = Math.min(Workload.TOP, expected.length);
      expected = Arrays.copyOfRange(expected, expected.length - n, expected.length);
      expected = Arrays.stream(expected).filter(c -> c > 0).toArray();
      long[] answered = Arrays.copyOf(counts[w], sizes[w]);
      Arrays.sort(answered);
      if (!Arrays.equals(expected, answered)) {
        return Verdict.wrong("other keys are more frequent in window %d", w);
      }
    }
    return new Verdict("", 0, 0, 0, 0);
  }

  private Verdict quantiles(Answers answers) {
    Verdict wrong = groups(answers);
    if (wrong != null) {
      return wrong;
    }
    double[][] values = null;
    int valuesOf = -1;
    int[] order = orderByWindow(answers);
    Verdict.Errors errors = new Verdict.Errors();
    for (int i : order) {
      int window = window(answers.endMs(i));
      if (window != valuesOf) {
        values = sortedValues(window);
        valuesOf = window;
      }
      double[] ofKey = values[(int) answers.key(i)];
      if (ofKey.length >= LEAST_ROWS) {
        errors.add(rankError(ofKey, answers.a(i), 0.5));
        errors.add(rankError(ofKey, answers.b(i), 0.99));
      }
    }
    return errors.verdict(RANK_ERROR, "error of the quantiles' ranks");
  }

  private static int[] orderByWindow(Answers answers) {
    long[] order = new long[answers.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = answers.endMs(i) << 24 | i;
    }
    Arrays.sort(order);
    return Arrays.stream(order).mapToInt(o -> (int) o & (1 << 24) - 1).toArray();
  }

  private double[][] sortedValues(int window) {
    double[][] values = new double[events.keys()][];
    int[] sizes = new int[values.length];
    for (int key = 0; key < values.length; key++) {
      values[key] = new double[(int) eventsOf[window][key]];
    }
    for (long i = firstOf(window), last = lastOf(window); i < last; i++) {
      if (in(window, events.timeMs(i))) {
        int key = events.key(i);
        values[key][sizes[key]++] = events.value(i);
      }
    }
    for (double[] ofKey : values) {
      Arrays.sort(ofKey);
    }
    return values;
  }

  private static double rankError(double[] sorted, double value, double rank) {
    int below = lowerBound(sorted, value);
    int atMost = lowerBound(sorted, Math.nextUp(value));
    double low = below / (double) sorted.length;
    double high = atMost / (double) sorted.length;
    // between two neighbouring values any number is as good
    double slack = 1.0 / sorted.length;
    return rank < low - slack ? low - slack - rank : Math.max(0, rank - high - slack);
  }

  private static int lowerBound(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
