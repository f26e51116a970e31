package dev.inkling.benchmarks.accuracy;

import dev.inkling.benchmarks.accuracy.Items.Zipf;
import java.util.Arrays;

/** Streams of 100,000 items, of which some are frequent; item 0 is the most frequent. */
enum Streams {
  /** All alike. */
  UNIFORM("uniform", 0),
  /** Hardly any. */
  ZIPF_08("zipf(0.8)", 0.8),
  /** Words in texts. */
  ZIPF_11("zipf(1.1)", 1.1),
  /** A few are most. */
  ZIPF_15("zipf(1.5)", 1.5),
  /** Like ZIPF_11, but all of an item together, the most frequent first. */
  SORTED("zipf(1.1)-sorted", 1.1),
  /** Like ZIPF_11, but all of an item together, the most frequent last. */
  REVERSE("zipf(1.1)-reverse", 1.1);

  /** Different ones. */
  static final int ITEMS = 100_000;

  private final String title;
  private final double s;

  Streams(String title, double s) {
    this.title = title;
    this.s = s;
  }

  String title() {
    return title;
  }

  /** The items in the order in which they come, by their number. */
  int[] items(long seed, int n) {
    Zipf zipf = Zipf.of(ITEMS, s);
    int[] items = new int[n];
    Arrays.setAll(items, i -> zipf.item(seed, i));
    if (this == SORTED || this == REVERSE) {
      Arrays.sort(items);
    }
    if (this == REVERSE) {
      for (int i = 0, j = n - 1; i < j; i++, j--) {
        int first = items[i];
        items[i] = items[j];
        items[j] = first;
      }
    }
    return items;
  }
}
