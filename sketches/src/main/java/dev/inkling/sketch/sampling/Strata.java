package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.SplitMix64;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** The samples of the strata of a {@link StratifiedSample}, and their pool, in flat rows. */
final class Strata {

  /* implementation note
   *
   * Imagine a uniform key for every item. The sample of a stratum is the items with keys below the
   * stratum's rate, but at least the `floor` items with the smallest keys, or all while there are
   * no more. Rates and floor depend on what the whole stream showed, its counts and the variances
   * of its values, never on which items are in the sample, and they only ever fall: so nothing that
   * was dropped would be wanted back, and at every moment the sample is a function of the stratum's
   * set of keys alone. Hence it is uniform given its size. See docs/decisions/021.
   *
   * No key is stored. A row is in one of three states, told apart by its threshold:
   *   1        all items are held: count <= floor, or the rate is 1;
   *   = rate   at least `floor` items have keys below the rate: they are held, and these keys are
   *            uniform below it;
   *   > rate   fewer have: the `floor` items with the smallest keys are held, the largest of these
   *            keys is the threshold. This is algorithm L.
   * NEXT is the 1-based position in the stratum of the next item with a key below the threshold,
   * 0 while all are held.
   *
   * Without a budget, and with an equal one, all rates are 0 and the floor is the size of a sample;
   * otherwise it is the minimum. `expected` is the sum of max(min(floor, count), rate × count), the
   * number of items that are held or, where rates are above 0, its expectation; when it exceeds the
   * budget, rates or floor are lowered to what 15/16 of the budget allow.
   *
   * Batches without a budget go by blocks: one loop without calls or unforeseeable branches counts
   * what is passed over, then the few others are added one by one, which gives the same.
   */

  /** So many items are looked up together: a bit of a long for each. */
  private static final int BLOCK = 64;

  static final int COUNT = 0;
  static final int NEXT = 1;
  static final int RATE = 2;
  static final int THRESHOLD = 3;
  static final int HELD = 4;
  static final int MEAN = 5;
  static final int SQUARES = 6;

  /** The row of the pool of all strata that are not kept. */
  static final int POOL = 0;

  /** By how many values the variance of a stratum leans on that of all strata. */
  private static final double LEANING = 8;

  final Allocation allocation;

  /** The items to hold, 0 if each stratum has its own. */
  final int budget;

  final int minimum;
  final int maxStrata;
  final Randomness random;

  private final StrataIndex index;
  private final int width;
  private long[] rows;
  private long[][] items;

  int floor;

  /** Null until the budget is divided. */
  private Shares shares;

  /** The items that are looked up together; null until there are many at a time. */
  private long[] block;

  /** The rate that a new stratum starts with. */
  double newRate;

  double expected;

  private Strata(StratifiedSample owner, Randomness random, StrataIndex index) {
    this.allocation = owner.allocation();
    this.budget = owner.budget();
    this.minimum = owner.minimum();
    this.maxStrata = owner.maxStrata();
    this.random = random;
    this.index = index;
    this.width = allocation == Allocation.NEYMAN ? 7 : 5;
    this.rows = new long[5 * width];
    this.items = new long[5][];
  }

  /** No strata yet. */
  static Strata create(StratifiedSample owner) {
    Strata strata = new Strata(owner, Randomness.ofSeed(owner.seed()), new StrataIndex());
    boolean equal = owner.allocation() == Allocation.EQUAL;
    strata.floor = equal && owner.budget() > 0 ? owner.budget() : owner.minimum();
    strata.newRate = equal ? 0 : 1;
    return strata;
  }

  Strata copy(StratifiedSample owner) {
    return copy(owner, Randomness.ofState(random.state()));
  }

  private Strata copy(StratifiedSample owner, Randomness draws) {
    Strata copy = new Strata(owner, draws, index.copy());
    copy.rows = Arrays.copyOf(rows, rows.length);
    copy.items = new long[items.length][];
    for (int row = 0; row <= index.size(); row++) {
      copy.items[row] = items[row] == null ? null : Arrays.copyOf(items[row], held(row));
    }
    copy.floor = floor;
    copy.newRate = newRate;
    copy.expected = expected;
    return copy;
  }

  /** How many strata have rows: 1 to so many. */
  int size() {
    return index.size();
  }

  /** The row of a stratum that is kept, 0 of any other. */
  int find(long id) {
    return index.find(id);
  }

  long id(int row) {
    return index.id(row);
  }

  long get(int row, int field) {
    return rows[row * width + field];
  }

  double number(int row, int field) {
    return Double.longBitsToDouble(rows[row * width + field]);
  }

  void set(int row, int field, long value) {
    rows[row * width + field] = value;
  }

  void set(int row, int field, double value) {
    rows[row * width + field] = Double.doubleToRawLongBits(value);
  }

  long count(int row) {
    return get(row, COUNT);
  }

  int held(int row) {
    return (int) get(row, HELD);
  }

  long item(int row, int i) {
    return items[row][i];
  }

  void item(int row, int i, long item) {
    items[row][i] = item;
  }

  /** The items held of a row, a copy. */
  long[] items(int row) {
    return items[row] == null ? new long[0] : Arrays.copyOf(items[row], held(row));
  }

  /** The fields of a row. */
  int width() {
    return width;
  }

  boolean hasMoments() {
    return allocation == Allocation.NEYMAN;
  }

  /** The variance of the values of a row: NaN of fewer than two. */
  double variance(int row) {
    return number(row, SQUARES) / (count(row) - 1);
  }

  long total() {
    long total = 0;
    for (int row = 0; row <= size(); row++) {
      total = Math.addExact(total, count(row));
    }
    return total;
  }

  /** Adds an item with its value, which only Neyman's allocation looks at; whether it was taken. */
  boolean add(long id, long item, double value) {
    int row = index.find(id);
    if (row == 0) {
      row = admit(id);
    }
    int at = row * width;
    long count = ++rows[at + COUNT];
    if (hasMoments()) {
      double mean = Double.longBitsToDouble(rows[at + MEAN]);
      double step = value - mean;
      mean += step / count;
      double squares = Double.longBitsToDouble(rows[at + SQUARES]) + step * (value - mean);
      rows[at + MEAN] = Double.doubleToRawLongBits(mean);
      rows[at + SQUARES] = Double.doubleToRawLongBits(squares);
    }
    boolean taken = count >= rows[at + NEXT];
    if (taken) {
      take(row, item);
    }
    if (budget > 0) {
      if (count <= floor) {
        expected++;
      } else {
        double rate = Double.longBitsToDouble(rows[at + RATE]);
        expected += rate * count > floor ? rate : 0;
      }
      if (expected > budget) {
        rebalance();
      }
    }
    return taken;
  }

  /** Adds items with what they are as numbers for values. */
  void addAll(long[] ids, long[] added, int from, int to) {
    if (budget > 0) {
      for (int i = from; i < to; i++) {
        add(ids[i], added[i], (double) added[i]);
      }
      return;
    }
    if (block == null) {
      block = new long[BLOCK];
    }
    for (int i = from; i < to; i += BLOCK) {
      int n = Math.min(BLOCK, to - i);
      // in order, which memory is fast at: one item in twenty alone would be waited for
      System.arraycopy(added, i, block, 0, n);
      for (long rest = index.passOver(ids, i, n, rows, width); rest != 0; rest &= rest - 1) {
        int at = Long.numberOfTrailingZeros(rest);
        add(ids[i + at], block[at], 0);
      }
    }
  }

  /** The row of a stratum that has none: a new one, or the pool's. */
  private int admit(long id) {
    int row;
    if (index.size() < maxStrata) {
      row = append(id);
    } else {
      row = index.last();
      if (SplitMix64.mix(id) > SplitMix64.mix(index.id(row))) {
        row = POOL;
      } else {
        moveToPool(row);
        index.replaceLast(id);
      }
    }
    if (count(row) == 0) {
      begin(row);
    }
    return row;
  }

  /** A new row for a stratum that has none. */
  int append(long id) {
    int row = index.append(id);
    if (row == items.length) {
      reserve(2 * row);
    }
    return row;
  }

  /** Makes room for so many strata in all. */
  void reserve(int strata) {
    index.reserve(strata);
    if (strata >= items.length) {
      rows = Arrays.copyOf(rows, (strata + 1) * width);
      items = Arrays.copyOf(items, strata + 1);
    }
  }

  private void begin(int row) {
    set(row, RATE, newRate);
    set(row, THRESHOLD, 1.0);
  }

  private void moveToPool(int row) {
    join(POOL, this, row);
    Arrays.fill(rows, row * width, (row + 1) * width, 0);
    items[row] = null;
  }

  private void take(int row, long item) {
    index.widen();
    double rate = number(row, RATE);
    double threshold = number(row, THRESHOLD);
    if (threshold > rate && threshold < 1) {
      items[row][(int) random.below(floor)] = item;
      lower(row, threshold * PortableMath.expOfMinus(random.exponential() / floor));
      return;
    }
    int held = held(row);
    room(row, held + 1);
    items[row][held] = item;
    set(row, HELD, held + 1L);
    if (threshold < 1) {
      schedule(row);
    } else if (held + 1 == floor && rate < 1) {
      lower(row, random.smallest(floor, floor));
    }
  }

  /** Makes room for so many items of a row. */
  void room(int row, int needed) {
    long[] old = items[row];
    if (old == null) {
      items[row] = new long[Math.max(needed, Math.min(floor, 4))];
    } else if (needed > old.length) {
      int most = number(row, RATE) == 0 ? floor : Integer.MAX_VALUE;
      items[row] =
          Arrays.copyOf(
              old, Math.max(needed, (int) Math.min(most, old.length + (old.length >> 1) + 4L)));
    }
  }

  /** Sets the threshold of a row of which `floor` items are held: to its rate if it fell below. */
  private void lower(int row, double threshold) {
    set(row, THRESHOLD, Math.max(number(row, RATE), inside(threshold)));
    schedule(row);
  }

  /** Draws the position of the next item with a key below the threshold. */
  private void schedule(int row) {
    double skip = random.exponential() / PortableMath.minusLogOfOneMinus(number(row, THRESHOLD));
    long count = count(row);
    long room = Long.MAX_VALUE - count - 1;
    set(row, NEXT, skip < room ? count + 1 + (long) skip : Long.MAX_VALUE);
  }

  private static double inside(double threshold) {
    return Math.min(1 - 0x1p-53, Math.max(Double.MIN_NORMAL, threshold));
  }

  /** Lowers rates or floor to what 15/16 of the budget allow. */
  private void rebalance() {
    int n = size() + 1;
    if (shares == null || shares.length() < n) {
      shares = new Shares(items.length);
    }
    weigh(shares.weights, shares.upper);
    double factor = shares.factor(n, minimum, budget * (15.0 / 16));
    if (allocation == Allocation.EQUAL) {
      lowerFloor((int) Math.max(minimum, factor));
    } else {
      double weight = 0;
      double count = 0;
      for (int row = 0; row < n; row++) {
        double rows = shares.upper[row];
        if (rows > 0) {
          lowerRate(row, factor * shares.weights[row] / rows);
          weight += shares.weights[row];
          count += rows;
        }
      }
      newRate = Math.min(1, factor * weight / count);
    }
    trim();
    expect();
  }

  /** What the budget is divided in proportion to, per row, and the counts. */
  private void weigh(double[] weights, double[] counts) {
    double squares = 0;
    double freedom = 0;
    for (int row = 0; row <= size(); row++) {
      long count = count(row);
      counts[row] = count;
      weights[row] = allocation == Allocation.EQUAL ? Math.min(1, count) : count;
      if (hasMoments() && count > 1) {
        squares += number(row, SQUARES);
        freedom += count - 1;
      }
    }
    if (squares > 0) {
      double leaning = LEANING * squares / freedom;
      for (int row = 0; row <= size(); row++) {
        if (counts[row] > 0) {
          double own = number(row, SQUARES) + leaning;
          weights[row] *= StrictMath.sqrt(own / (counts[row] - 1 + LEANING));
        }
      }
    }
  }

  /** Sums up what is to be held. */
  private void expect() {
    expected = 0;
    for (int row = 0; row <= size(); row++) {
      long count = count(row);
      expected += Math.max((double) Math.min(floor, count), number(row, RATE) * count);
    }
  }

  /** Gives back what rows have far too much of; what is left lets a size go up and down. */
  private void trim() {
    for (int row = 0; row <= size(); row++) {
      int held = held(row);
      if (items[row] != null && items[row].length > 2 * held + 8) {
        items[row] = Arrays.copyOf(items[row], held + (number(row, RATE) > 0 ? held >> 1 : 0));
      }
    }
  }

  private void lowerFloor(int to) {
    if (to < floor) {
      for (int row = 0; row <= size(); row++) {
        lowerFloor(row, to);
      }
      floor = to;
    }
  }

  /** Lowers the floor for a row whose rate is 0. */
  private void lowerFloor(int row, int to) {
    int held = held(row);
    if (held < to) {
      return;
    }
    double threshold = number(row, THRESHOLD);
    if (threshold == 1) {
      threshold = random.smallest(to, held);
    } else {
      // the largest key is the threshold, the others are uniform below it
      threshold *= random.smallest(to, held - 1L);
    }
    random.choose(items[row], held, to);
    set(row, HELD, (long) to);
    lower(row, threshold);
  }

  /** Lowers the rate of a row if it is higher. */
  private void lowerRate(int row, double to) {
    double from = number(row, RATE);
    if (to >= from) {
      return;
    }
    set(row, RATE, to);
    double threshold = number(row, THRESHOLD);
    if (threshold > from || count(row) < floor) {
      return;
    }
    // all keys held are uniform below `from`: those below `to` go to the front
    long[] all = items[row];
    int held = held(row);
    int stay = 0;
    for (int i = 0; i < held; i++) {
      if (random.uniform() * from < to) {
        long item = all[i];
        all[i] = all[stay];
        all[stay++] = item;
      }
    }
    double lowered = to;
    if (stay < floor) {
      int more = floor - stay;
      lowered = to + (from - to) * random.smallest(more, held - stay);
      for (; stay < floor; stay++) {
        int i = stay + (int) random.below(held - stay);
        long item = all[i];
        all[i] = all[stay];
        all[stay] = item;
      }
    }
    set(row, HELD, (long) stay);
    lower(row, lowered);
  }

  /** Adds the strata of another sample of the same parameters. */
  void merge(Strata other, StratifiedSample owner) {
    random.stir(other.random.state());
    // its rates and floor are lowered to ours, which must not be seen by others
    Strata from = other.copy(owner, random);
    lowerFloor(from.floor);
    from.lowerFloor(floor);
    newRate = Math.min(newRate, from.newRate);
    if (from.count(POOL) > 0) {
      join(POOL, from, POOL);
    }
    for (int i = 1; i <= from.size(); i++) {
      long id = from.id(i);
      int row = index.find(id);
      join(row == 0 ? admit(id) : row, from, i);
    }
    if (budget > 0) {
      expect();
      if (expected > budget) {
        rebalance();
      }
    }
  }

  /** Makes a row the sample of its items and those of a row of {@code from}, which is used up. */
  private void join(int row, Strata from, int other) {
    long n = count(row);
    long m = from.count(other);
    if (n == 0) {
      System.arraycopy(from.rows, other * width, rows, row * width, width);
      items[row] = from.items[other];
      return;
    }
    double rate = Math.min(number(row, RATE), from.number(other, RATE));
    lowerRate(row, rate);
    from.lowerRate(other, rate);
    if (hasMoments()) {
      joinMoments(row, from, other);
    }
    set(row, COUNT, n + m);
    boolean allHeld = number(row, THRESHOLD) == 1 && from.number(other, THRESHOLD) == 1;
    if (allHeld && (n + m <= floor || rate == 1)) {
      append(row, held(row), from, other, from.held(other));
      if (n + m == floor && rate < 1) {
        lower(row, random.smallest(floor, floor));
      }
      return;
    }
    int left = belowRate(row);
    int right = from.belowRate(other);
    double threshold = rate;
    if (left + (long) right < floor) {
      int more = floor - left - right;
      long rest = n + m - left - right;
      int leftMore = Hypergeometric.draw(random, more, n - left, m - right);
      left += leftMore;
      right += more - leftMore;
      threshold = rate + (1 - rate) * random.smallest(more, rest);
    }
    append(row, left, from, other, right);
    lower(row, threshold);
  }

  /** How many items of a row have keys below its rate. */
  private int belowRate(int row) {
    double rate = number(row, RATE);
    double threshold = number(row, THRESHOLD);
    int held = held(row);
    if (rate == 0 || threshold == rate) {
      return rate == 0 ? 0 : held;
    }
    // the largest of `floor` keys is the threshold itself, above the rate
    int others = threshold < 1 ? held - 1 : held;
    int below = 0;
    for (int i = 0; i < others; i++) {
      below += random.uniform() * threshold < rate ? 1 : 0;
    }
    return below;
  }

  /** Leaves so many items of a row, and of another, all in the row. */
  private void append(int row, int left, Strata from, int other, int right) {
    random.choose(items[row], held(row), left);
    random.choose(from.items[other], from.held(other), right);
    room(row, left + right);
    System.arraycopy(from.items[other], 0, items[row], left, right);
    set(row, HELD, (long) left + right);
  }

  private void joinMoments(int row, Strata from, int other) {
    double n = count(row);
    double m = from.count(other);
    double apart = from.number(other, MEAN) - number(row, MEAN);
    double squares = number(row, SQUARES) + from.number(other, SQUARES);
    set(row, MEAN, number(row, MEAN) + apart * (m / (n + m)));
    set(row, SQUARES, squares + apart * apart * (n * (m / (n + m))));
  }

  void renumber(LongUnaryOperator image) {
    for (int row = 0; row <= size(); row++) {
      for (int i = 0; i < held(row); i++) {
        items[row][i] = image.applyAsLong(items[row][i]);
      }
    }
  }

  long heapBytes() {
    // the generator has one long
    long bytes = HeapSize.ofObject(5 * 4 + 2 * 8 + 7 * 4) + HeapSize.ofObject(8);
    bytes += HeapSize.of(block);
    bytes += index.heapBytes() + (shares == null ? 0 : shares.heapBytes());
    bytes += HeapSize.of(rows) + HeapSize.ofReferences(items.length);
    for (int row = 0; row <= size(); row++) {
      bytes += HeapSize.of(items[row]);
    }
    return bytes;
  }
}
