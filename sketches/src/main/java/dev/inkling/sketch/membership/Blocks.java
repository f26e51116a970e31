package dev.inkling.sketch.membership;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Normal;
import java.util.Arrays;

/** The bits of one filter: blocks of 2, 4 or 8 words, of which a value sets one mask each. */
final class Blocks {

  /** The most words: as many as every JVM gives an array. */
  static final long MAX_WORDS = Integer.MAX_VALUE - 8;

  /** 2^64 (√5 − 1)/2, made odd: spreads the bits of a hash over the product's upper half. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /**
   * A multiplier for the masks of the words 4 to 7; that of a known good congruential generator.
   */
  private static final long SECOND_SPREAD = 0xD1342543DE82EF95L;

  private static final int LAST_MASK = Masks.COUNT - 1;

  /** Filters of more words than this, 4 MB, are read ahead: the caches near the core hold less. */
  private static final int NEAR_WORDS = 1 << 19;

  /** How many hashes are read ahead: enough misses to overlap, few enough to keep the lines. */
  private static final int AHEAD = 256;

  /* Implementation note.
   *
   * Time goes into making the bits and into waiting for memory. The bits come from a table of masks
   * (8 KB), one load in place of three shifts, which is why two words of three bits beat both a
   * split block of eight bits and fewer bits in one word. The words of a block are adjacent, so
   * that their bounds are checked once and they lie in one cache line (or, as arrays start anywhere,
   * in two adjacent ones).
   *
   * The block is the upper 34 bits of the hash scaled to the number of blocks, which need not be a
   * power of two. With two words the masks are chosen by the lowest 20 bits, which the block leaves
   * free. More words take theirs from the upper bits of a product with all bits of the hash.
   *
   * A filter that is larger than the caches waits for memory. A processor overlaps as many misses
   * as it has room for the instructions between them, so a batch first only touches all its blocks
   * (few instructions each), then finds them in the cache. Partitioning a batch by block first was
   * tried: it gave less than it cost up to 131,072 hashes and 10^8 values.
   */
  final int blocks;
  final int words;
  private long[] cells;

  /** Where the sum of the touched words goes, so that touching them is not optimised away. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  Blocks(int blocks, int words) {
    this.blocks = blocks;
    this.words = words;
  }

  Blocks copy() {
    Blocks copy = new Blocks(blocks, words);
    copy.cells = cells == null ? null : cells.clone();
    return copy;
  }

  /** Whether an object can be one of {@code blocks} blocks of {@code words} words. */
  static boolean fits(double blocks, int words) {
    return blocks * words <= MAX_WORDS;
  }

  boolean isEmpty() {
    return cells == null;
  }

  void clear() {
    cells = null;
  }

  /** The words; null while empty. Not a copy. */
  long[] cells() {
    return cells;
  }

  /** Takes over the words, as many as there must be. */
  void setCells(long[] read) {
    cells = read;
  }

  /** The number of words once there are any. */
  int length() {
    return blocks * words;
  }

  long sizeBits() {
    return (long) length() * Long.SIZE;
  }

  private long[] allocated() {
    if (cells == null) {
      cells = new long[length()];
    }
    return cells;
  }

  static int block(long hash, int blocks) {
    return (int) (((hash >>> 30) * blocks) >>> 34);
  }

  /** The mask of word i of the block of a hash. */
  static long mask(long hash, int i, int words) {
    if (words == 2) {
      return Masks.TABLE[(int) (hash >>> (Masks.CHOICE_BITS * i)) & LAST_MASK];
    }
    long bits = hash * (i < 4 ? SPREAD : SECOND_SPREAD);
    return Masks.TABLE[(int) (bits >>> (54 - Masks.CHOICE_BITS * (i & 3))) & LAST_MASK];
  }

  void add(long hash) {
    long[] target = allocated();
    switch (words) {
      case 2 -> add2(target, block(hash, blocks) * 2, hash);
      case 4 -> add4(target, block(hash, blocks) * 4, hash * SPREAD);
      default -> add8(target, block(hash, blocks) * 8, hash);
    }
  }

  boolean contains(long hash) {
    long[] source = cells;
    if (source == null) {
      return false;
    }
    return switch (words) {
      case 2 -> missing2(source, block(hash, blocks) * 2, hash) == 0;
      case 4 -> missing4(source, block(hash, blocks) * 4, hash * SPREAD) == 0;
      default -> missing8(source, block(hash, blocks) * 8, hash) == 0;
    };
  }

  void addAll(long[] hashes, int from, int to) {
    if (from == to) {
      return;
    }
    long[] target = allocated();
    if (target.length <= NEAR_WORDS) {
      addRun(target, hashes, from, to);
      return;
    }
    for (int start = from; start < to; start += AHEAD) {
      int end = Math.min(to, start + AHEAD);
      touched = touch(target, blocks, words, hashes, start, end);
      addRun(target, hashes, start, end);
    }
  }

  private void addRun(long[] target, long[] hashes, int from, int to) {
    switch (words) {
      case 2 -> addRun2(target, blocks, hashes, from, to);
      case 4 -> addRun4(target, blocks, hashes, from, to);
      default -> addRun8(target, blocks, hashes, from, to);
    }
  }

  int containsAll(long[] hashes, int from, int to, boolean[] found, int at) {
    long[] source = cells;
    if (source == null) {
      Arrays.fill(found, at, at + to - from, false);
      return 0;
    }
    if (source.length <= NEAR_WORDS) {
      return findRun(source, hashes, from, to, found, at);
    }
    int count = 0;
    for (int start = from; start < to; start += AHEAD) {
      int end = Math.min(to, start + AHEAD);
      touched = touch(source, blocks, words, hashes, start, end);
      count += findRun(source, hashes, start, end, found, at + start - from);
    }
    return count;
  }

  private int findRun(long[] source, long[] hashes, int from, int to, boolean[] found, int at) {
    return switch (words) {
      case 2 -> findRun2(source, blocks, hashes, from, to, found, at);
      case 4 -> findRun4(source, blocks, hashes, from, to, found, at);
      default -> findRun8(source, blocks, hashes, from, to, found, at);
    };
  }

  private static long touch(long[] cells, int blocks, int words, long[] hashes, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += cells[block(hashes[i], blocks) * words];
    }
    return sum;
  }

  private static void addRun2(long[] cells, int blocks, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      add2(cells, block(hash, blocks) * 2, hash);
    }
  }

  private static void addRun4(long[] cells, int blocks, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      add4(cells, block(hash, blocks) * 4, hash * SPREAD);
    }
  }

  private static void addRun8(long[] cells, int blocks, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      add8(cells, block(hash, blocks) * 8, hash);
    }
  }

  private static int findRun2(
      long[] cells, int blocks, long[] hashes, int from, int to, boolean[] found, int at) {
    int count = 0;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      boolean all = missing2(cells, block(hash, blocks) * 2, hash) == 0;
      found[at + i - from] = all;
      count += all ? 1 : 0;
    }
    return count;
  }

  private static int findRun4(
      long[] cells, int blocks, long[] hashes, int from, int to, boolean[] found, int at) {
    int count = 0;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      boolean all = missing4(cells, block(hash, blocks) * 4, hash * SPREAD) == 0;
      found[at + i - from] = all;
      count += all ? 1 : 0;
    }
    return count;
  }

  private static int findRun8(
      long[] cells, int blocks, long[] hashes, int from, int to, boolean[] found, int at) {
    int count = 0;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      boolean all = missing8(cells, block(hash, blocks) * 8, hash) == 0;
      found[at + i - from] = all;
      count += all ? 1 : 0;
    }
    return count;
  }

  private static void add2(long[] cells, int at, long hash) {
    cells[at] |= Masks.TABLE[(int) hash & LAST_MASK];
    cells[at + 1] |= Masks.TABLE[(int) (hash >>> 10) & LAST_MASK];
  }

  private static long missing2(long[] cells, int at, long hash) {
    return (~cells[at] & Masks.TABLE[(int) hash & LAST_MASK])
        | (~cells[at + 1] & Masks.TABLE[(int) (hash >>> 10) & LAST_MASK]);
  }

  private static void add4(long[] cells, int at, long bits) {
    cells[at] |= Masks.TABLE[(int) (bits >>> 54) & LAST_MASK];
    cells[at + 1] |= Masks.TABLE[(int) (bits >>> 44) & LAST_MASK];
    cells[at + 2] |= Masks.TABLE[(int) (bits >>> 34) & LAST_MASK];
    cells[at + 3] |= Masks.TABLE[(int) (bits >>> 24) & LAST_MASK];
  }

  private static long missing4(long[] cells, int at, long bits) {
    return (~cells[at] & Masks.TABLE[(int) (bits >>> 54) & LAST_MASK])
        | (~cells[at + 1] & Masks.TABLE[(int) (bits >>> 44) & LAST_MASK])
        | (~cells[at + 2] & Masks.TABLE[(int) (bits >>> 34) & LAST_MASK])
        | (~cells[at + 3] & Masks.TABLE[(int) (bits >>> 24) & LAST_MASK]);
  }

  private static void add8(long[] cells, int at, long hash) {
    add4(cells, at, hash * SPREAD);
    add4(cells, at + 4, hash * SECOND_SPREAD);
  }

  private static long missing8(long[] cells, int at, long hash) {
    return missing4(cells, at, hash * SPREAD) | missing4(cells, at + 4, hash * SECOND_SPREAD);
  }

  /** Adds a hash and returns how many bits that set. */
  int addCounting(long hash) {
    long[] target = allocated();
    int at = block(hash, blocks) * words;
    int fresh = 0;
    for (int i = 0; i < words; i++) {
      long mask = mask(hash, i, words);
      fresh += Long.bitCount(mask & ~target[at + i]);
      target[at + i] |= mask;
    }
    return fresh;
  }

  /** How many bits would be set after {@link #or}; neither may be empty. */
  long setBitsWith(Blocks other) {
    long set = 0;
    for (int i = 0; i < cells.length; i++) {
      set += Long.bitCount(cells[i] | other.cells[i]);
    }
    return set;
  }

  /** Sets the bits of another filter of the same shape too. */
  void or(Blocks other) {
    long[] source = other.cells;
    if (source != null) {
      long[] target = allocated();
      for (int i = 0; i < target.length; i++) {
        target[i] |= source[i];
      }
    }
  }

  long setBits() {
    long set = 0;
    if (cells != null) {
      for (long cell : cells) {
        set += Long.bitCount(cell);
      }
    }
    return set;
  }

  /** The share of all possible values that are found. */
  double rate() {
    if (cells == null) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < cells.length; i += words) {
      double rate = cells[i] == 0 ? 0 : 1;
      for (int j = i; j < i + words && rate > 0; j++) {
        rate *= (double) Masks.within(cells[j]) / Masks.COUNT;
      }
      sum += rate;
    }
    return sum / blocks;
  }

  /** The estimated number of different values, from the number of bits that are set. */
  double cardinality(long set) {
    return BlockModel.cardinality((double) (sizeBits() - set), blocks, words);
  }

  /** The bar of {@link #cardinality(long)}. */
  Estimate cardinality(long set, double confidence) {
    if (set == 0) {
      Normal.z(confidence); // checks the range
      return Estimate.exact(0);
    }
    double zeros = (double) (sizeBits() - set);
    double value = cardinality(set);
    // fewer values than that cannot set so many bits
    double least = Math.ceil((double) set / (Masks.BITS * words));
    double lower = Math.floor(BlockModel.lower(zeros, blocks, words, confidence));
    double upper =
        zeros == 0
            ? Double.POSITIVE_INFINITY
            : Math.ceil(BlockModel.upper(zeros, blocks, words, confidence));
    return new Estimate(
        value,
        Math.min(value, Math.max(least, lower)),
        Math.max(value, upper),
        confidence,
        Guarantee.EMPIRICAL);
  }

  /**
   * Whether these could be the words of a block: a value sets a mask in each, so either all have at
   * least that many bits, or none has any.
   */
  static boolean areBlock(long[] cells, int at, int words) {
    boolean any = cells[at] != 0;
    for (int i = at; i < at + words; i++) {
      if (any ? Long.bitCount(cells[i]) < Masks.BITS : cells[i] != 0) {
        return false;
      }
    }
    return true;
  }

  long heapBytes() {
    return HeapSize.ofObject(20) + HeapSize.of(cells);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Blocks other
        && blocks == other.blocks
        && words == other.words
        && Arrays.equals(cells, other.cells);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * blocks + words) + Arrays.hashCode(cells);
  }
}
