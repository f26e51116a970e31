package dev.inkling.sketch.quantile;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/** How many numbers of one sign lie in each bucket of a window that grows to hold them. */
final class LogBuckets {

  /** Octave 0 holds the largest subnormals; the smallest number, 2^-1074, lies in octave -51. */
  static final int FIRST_OCTAVE = -51;

  /** The octave after that of the largest finite number. */
  static final int END_OCTAVE = 2_047;

  private static final int[] NO_COUNTS = {};

  /** A window of no buckets, never written to. */
  static final LogBuckets NONE = new LogBuckets(0);

  private static final long MANTISSA = (1L << 52) - 1;
  private static final int SMALLEST_WINDOW = 16;

  /* implementation note
   *
   * An octave [2^e, 2^(e+1)) is cut into 2^s buckets of equal width, so that the index of a normal
   * number is the top of its bits: exponent field and s bits of the mantissa. A subnormal number is
   * normalised first; its octaves are numbered downwards from 0.
   *
   * Counters are ints until one of them overflows; then all are longs. Window and width of counters
   * depend on the order of arrival, no answer and no stored byte does.
   */

  private final int resolution;

  /** The index of the window's first bucket. */
  int base;

  /** The window's counters, empty if they are {@link #wide}. */
  int[] counts = NO_COUNTS;

  /** The window's counters once one has passed 2^31 - 1, or null. */
  private long[] wide;

  LogBuckets(int resolution) {
    this.resolution = resolution;
  }

  /** The index of the bucket of a positive finite number. */
  static int index(double magnitude, int resolution) {
    long bits = Double.doubleToRawLongBits(magnitude);
    if (bits <= MANTISSA) {
      int up = Long.numberOfLeadingZeros(bits) - 11;
      return (int) ((bits << up) >>> (52 - resolution)) - (up << resolution);
    }
    return (int) (bits >>> (52 - resolution));
  }

  /** The smallest double that is not below the bucket: its lower bound if any double is in it. */
  static double lower(int index, int resolution) {
    int octave = index >> resolution;
    long steps = (index & ((1L << resolution) - 1)) + (1L << resolution);
    // in units of the smallest number: steps * 2^(octave + 51 - resolution)
    if (octave > 0) {
      return Double.longBitsToDouble((long) index << (52 - resolution));
    }
    int up = octave - FIRST_OCTAVE - resolution;
    return Double.longBitsToDouble(up >= 0 ? steps << up : -(-steps >> -up));
  }

  /** The largest double in the bucket. */
  static double upper(int index, int resolution) {
    return Math.nextDown(lower(index + 1, resolution));
  }

  /**
   * The double in the bucket whose relative error is the least for any truth in the bucket: at most
   * 1 / (2^(s+1) + 1), without rounding.
   */
  static double middle(int index, int resolution) {
    // of [m w, (m+1) w) it is w m (2m + 2) / (2m + 1), rounded down to a double
    long m = (index & ((1L << resolution) - 1)) + (1L << resolution);
    int octave = index >> resolution;
    int width = 52 - resolution + Math.min(0, octave - 1);
    long lower = Double.doubleToRawLongBits(lower(index, resolution));
    return Double.longBitsToDouble(width <= 0 ? lower : lower + (m << width) / (2 * m + 1));
  }

  int resolution() {
    return resolution;
  }

  /** The first bucket of the window from the i-th that holds numbers, its length if none does. */
  int nextUsed(int i) {
    int at = i;
    while (at < length() && at(at) == 0) {
      at++;
    }
    return at;
  }

  /** The first bucket of the window from the i-th that holds none, its length if all do. */
  int nextUnused(int i) {
    int at = i;
    while (at < length() && at(at) != 0) {
      at++;
    }
    return at;
  }

  /** How many buckets the window has. */
  int length() {
    return wide == null ? counts.length : wide.length;
  }

  /** The count of the window's i-th bucket. */
  long at(int i) {
    return wide == null ? counts[i] : wide[i];
  }

  /** Adds numbers to a bucket. */
  void add(int index, long weight) {
    if (index < base || index - base >= length()) {
      grow(index, index);
    }
    int i = index - base;
    if (wide == null && counts[i] + weight > Integer.MAX_VALUE) {
      widen();
    }
    if (wide == null) {
      counts[i] += (int) weight;
    } else {
      wide[i] += weight;
    }
  }

  void addAll(LogBuckets other) {
    int from = other.first();
    if (from < 0) {
      return;
    }
    int to = other.last();
    reserve(other.base + from, other.base + to);
    int next = wide == null && other.wide == null ? addInts(other, from, to) : from;
    for (int i = next; i <= to; i++) {
      long weight = other.at(i);
      if (weight != 0) {
        add(other.base + i, weight);
      }
    }
  }

  /** Adds counts up to one that would overflow, and says which that is. */
  private int addInts(LogBuckets other, int from, int to) {
    int[] theirs = other.counts;
    int shift = other.base - base;
    int i = from;
    for (; i <= to; i++) {
      int sum = counts[shift + i] + theirs[i];
      if (sum < 0) {
        break;
      }
      counts[shift + i] = sum;
    }
    return i;
  }

  /** Makes the window hold the buckets from first to last, without room to spare. */
  void reserve(int first, int last) {
    if (length() == 0) {
      base = first;
      counts = new int[last - first + 1];
    } else if (first < base || last >= base + length()) {
      grow(first, last);
    }
  }

  private void grow(int first, int last) {
    int length = length();
    if (length == 0) {
      base = Math.max(FIRST_OCTAVE << resolution, first - SMALLEST_WINDOW / 2);
      int end = Math.min(END_OCTAVE << resolution, last + SMALLEST_WINDOW / 2);
      counts = new int[end - base];
      return;
    }
    // at least doubled, the room to spare on the side where it was short
    int from = Math.min(base, first);
    int to = Math.max(base + length, last + 1);
    int spare = Math.max(0, 2 * length - (to - from));
    if (first < base) {
      from = Math.max(FIRST_OCTAVE << resolution, from - spare);
    } else {
      to = Math.min(END_OCTAVE << resolution, to + spare);
    }
    if (wide == null) {
      int[] grown = new int[to - from];
      System.arraycopy(counts, 0, grown, base - from, length);
      counts = grown;
    } else {
      long[] grown = new long[to - from];
      System.arraycopy(wide, 0, grown, base - from, length);
      wide = grown;
    }
    base = from;
  }

  private void widen() {
    if (wide == null) {
      wide = new long[counts.length];
      for (int i = 0; i < counts.length; i++) {
        wide[i] = counts[i];
      }
      counts = NO_COUNTS;
    }
  }

  long total() {
    return sum(0, length());
  }

  /** How many numbers lie in buckets below this one. */
  long countBelow(int index) {
    return sum(0, (int) Math.min(length(), (long) index - base));
  }

  /** How many numbers lie in buckets above this one. */
  long countAbove(int index) {
    return sum(Math.max(0, index + 1 - base), length());
  }

  /** How many numbers lie in this bucket. */
  long countIn(int index) {
    return index < base || index - base >= length() ? 0 : at(index - base);
  }

  private long sum(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += at(i);
    }
    return sum;
  }

  /** The index of the bucket that holds the number at this rank, from 1, out of the total. */
  int indexAt(long rank, long total) {
    if (rank <= total / 2) {
      int i = 0;
      for (long rest = rank - at(0); rest > 0; rest -= at(i)) {
        i++;
      }
      return base + i;
    }
    int i = length() - 1;
    for (long rest = total - rank + 1 - at(i); rest > 0; rest -= at(i)) {
      i--;
    }
    return base + i;
  }

  /** Where in the window the first number is, -1 if there is none. */
  int first() {
    int first = nextUsed(0);
    return first < length() ? first : -1;
  }

  /** Where in the window the last number is, -1 if there is none. */
  int last() {
    for (int i = length() - 1; i >= 0; i--) {
      if (at(i) != 0) {
        return i;
      }
    }
    return -1;
  }

  LogBuckets copy() {
    int from = first();
    if (from < 0) {
      return NONE;
    }
    LogBuckets copy = new LogBuckets(resolution);
    int to = last() + 1;
    copy.base = base + from;
    if (wide == null) {
      copy.counts = Arrays.copyOfRange(counts, from, to);
    } else {
      copy.wide = Arrays.copyOfRange(wide, from, to);
    }
    return copy;
  }

  long heapBytes() {
    if (this == NONE) {
      return 0;
    }
    return HeapSize.ofObject(16)
        + (counts.length == 0 ? 0 : HeapSize.of(counts))
        + HeapSize.of(wide);
  }
}
