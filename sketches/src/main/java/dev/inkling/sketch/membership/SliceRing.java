package dev.inkling.sketch.membership;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bits of several filters of one size, the slots of a ring, block beside block: what all of
 * them know of a value lies in adjacent words.
 */
final class SliceRing {

  static final int MAX_SLOTS = 64;

  final int blocks;
  final int words;
  final int slots;

  private long[] cells;

  /** Bit i is set if slot i is not empty. */
  private long filled;

  SliceRing(int blocks, int words, int slots) {
    this.blocks = blocks;
    this.words = words;
    this.slots = slots;
  }

  static boolean fits(double blocks, int words, int slots) {
    return blocks * words * slots <= Blocks.MAX_WORDS;
  }

  SliceRing copy() {
    SliceRing copy = new SliceRing(blocks, words, slots);
    copy.cells = filled == 0 ? null : cells.clone();
    copy.filled = filled;
    return copy;
  }

  /** The slots that are not empty, as bits. */
  long filled() {
    return filled;
  }

  boolean isEmpty() {
    return filled == 0;
  }

  void clear() {
    cells = null;
    filled = 0;
  }

  boolean hasSameShape(SliceRing other) {
    return blocks == other.blocks && words == other.words && slots == other.slots;
  }

  void add(long hash, int slot) {
    fill(slot);
    add(cells, hash, slot);
  }

  void addAll(long[] hashes, int from, int to, int slot) {
    fill(slot);
    long[] target = cells;
    for (int i = from; i < to; i++) {
      add(target, hashes[i], slot);
    }
  }

  private void fill(int slot) {
    if (cells == null) {
      cells = new long[blocks * words * slots];
    }
    filled |= 1L << slot;
  }

  private void add(long[] target, long hash, int slot) {
    int at = (Blocks.block(hash, blocks) * slots + slot) * words;
    for (int i = 0; i < words; i++) {
      target[at + i] |= Blocks.mask(hash, i, words);
    }
  }

  boolean contains(long hash) {
    if (filled == 0) {
      return false;
    }
    int from = Blocks.block(hash, blocks) * slots * words;
    int to = from + slots * words;
    return words == 2 ? contains2(hash, from, to) : containsMore(hash, from, to);
  }

  private boolean contains2(long hash, int from, int to) {
    long first = Blocks.mask(hash, 0, 2);
    long second = Blocks.mask(hash, 1, 2);
    for (int at = from; at < to; at += 2) {
      if (((~cells[at] & first) | (~cells[at + 1] & second)) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean containsMore(long hash, int from, int to) {
    long mask0 = Blocks.mask(hash, 0, words);
    long mask1 = Blocks.mask(hash, 1, words);
    long mask2 = Blocks.mask(hash, 2, words);
    long mask3 = Blocks.mask(hash, 3, words);
    for (int at = from; at < to; at += words) {
      long missing =
          (~cells[at] & mask0)
              | (~cells[at + 1] & mask1)
              | (~cells[at + 2] & mask2)
              | (~cells[at + 3] & mask3);
      if (missing == 0 && containsRest(hash, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean containsRest(long hash, int at) {
    for (int i = 4; i < words; i++) {
      if ((~cells[at + i] & Blocks.mask(hash, i, words)) != 0) {
        return false;
      }
    }
    return true;
  }

  void empty(int slot) {
    if ((filled >>> slot & 1) != 0) {
      filled &= ~(1L << slot);
      int stride = slots * words;
      for (int at = slot * words; at < cells.length; at += stride) {
        Arrays.fill(cells, at, at + words, 0);
      }
    }
  }

  /** Sets the bits that a slot of another ring of the same shape has. */
  void or(SliceRing other, int slot) {
    fill(slot);
    int stride = slots * words;
    for (int at = slot * words; at < cells.length; at += stride) {
      for (int i = at; i < at + words; i++) {
        cells[i] |= other.cells[i];
      }
    }
  }

  /** The probability that a value is found that is in no slot, taking the slots as independent. */
  double rate() {
    double none = 1;
    for (int slot = 0; slot < slots; slot++) {
      if ((filled >>> slot & 1) != 0) {
        none *= 1 - slot(slot).rate();
      }
    }
    return 1 - none;
  }

  /** A copy of one slot. */
  private Blocks slot(int slot) {
    Blocks copy = new Blocks(blocks, words);
    long[] its = new long[copy.length()];
    for (int block = 0; block < blocks; block++) {
      System.arraycopy(cells, (block * slots + slot) * words, its, block * words, words);
    }
    copy.setCells(its);
    return copy;
  }

  /** The number of bits that are set in the union of all slots. */
  private long setBits() {
    long set = 0;
    for (int block = 0; filled != 0 && block < blocks; block++) {
      for (int word = 0; word < words; word++) {
        long union = 0;
        for (int slot = 0; slot < slots; slot++) {
          union |= cells[(block * slots + slot) * words + word];
        }
        set += Long.bitCount(union);
      }
    }
    return set;
  }

  double cardinality() {
    return new Blocks(blocks, words).cardinality(setBits());
  }

  Estimate cardinality(double confidence) {
    return new Blocks(blocks, words).cardinality(setBits(), confidence);
  }

  /** The bytes of all slots; 0 if all are empty. */
  long storedBytes() {
    return isEmpty() ? 0 : (long) cells.length * Long.BYTES;
  }

  /** Writes all slots; they are not all empty. */
  void write(ByteBuffer target) {
    target.asLongBuffer().put(cells);
    target.position(target.position() + cells.length * Long.BYTES);
  }

  /** Reads all slots, not all empty, up to the end of the body. */
  void read(ByteBuffer body, String kind) {
    long bytes = (long) blocks * words * slots * Long.BYTES;
    BloomFormat.require(
        body.remaining() == bytes, kind, "the length of the slices", "" + bytes, body.remaining());
    long[] read = new long[blocks * words * slots];
    body.asLongBuffer().get(read);
    body.position(body.limit());
    for (int at = 0, slot = 0; at < read.length; at += words) {
      if (!Blocks.areBlock(read, at, words)) {
        throw new SketchFormatException(
            "stored " + kind + ": a block must be empty or have 3 bits in every word, at " + at);
      }
      filled |= read[at] == 0 ? 0 : 1L << slot;
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    BloomFormat.require(filled != 0, kind, "form", "0 for an empty filter", 1);
    cells = read;
  }

  long heapBytes() {
    return HeapSize.ofObject(24) + HeapSize.of(cells);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof SliceRing other
        && hasSameShape(other)
        && filled == other.filled
        && (filled == 0 || Arrays.equals(cells, other.cells));
  }

  @Override
  public int hashCode() {
    return 31 * (31 * blocks + slots) + (filled == 0 ? 0 : Arrays.hashCode(cells));
  }
}
