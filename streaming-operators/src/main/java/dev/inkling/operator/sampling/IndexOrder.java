package dev.inkling.operator.sampling;

/** The order of numbers that lie in two arrays beside each other. */
final class IndexOrder {

  private static final int SHORT_RUN = 8;

  private IndexOrder() {}

  /**
   * The indexes 0 … n - 1 in ascending order of {@code keys}, those of equal keys in ascending
   * order of {@code ties}: a merge sort, which needs no objects.
   */
  static int[] of(double[] keys, double[] ties, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int from = 0; from < n; from += SHORT_RUN) {
      insertionSort(order, from, Math.min(n, from + SHORT_RUN), keys, ties);
    }
    int[] target = new int[n];
    for (long width = SHORT_RUN; width < n; width *= 2) {
      for (long from = 0; from < n; from += 2 * width) {
        int middle = (int) Math.min(n, from + width);
        int to = (int) Math.min(n, from + 2 * width);
        merge(order, (int) from, middle, to, target, keys, ties);
      }
      int[] swap = order;
      order = target;
      target = swap;
    }
    return order;
  }

  private static void insertionSort(int[] order, int from, int to, double[] keys, double[] ties) {
    for (int i = from + 1; i < to; i++) {
      int index = order[i];
      int at = i;
      while (at > from && isAfter(order[at - 1], index, keys, ties)) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = index;
    }
  }

  private static void merge(
      int[] source, int from, int middle, int to, int[] target, double[] keys, double[] ties) {
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeRight =
          left >= middle || (right < to && isAfter(source[left], source[right], keys, ties));
      target[i] = takeRight ? source[right++] : source[left++];
    }
  }

  private static boolean isAfter(int a, int b, double[] keys, double[] ties) {
    int compared = Double.compare(keys[a], keys[b]);
    return compared != 0 ? compared > 0 : Double.compare(ties[a], ties[b]) > 0;
  }
}
