package dev.inkling.sketch.distinct;

import dev.inkling.sketch.internal.HeapSize;
import java.math.BigInteger;
import java.util.Arrays;

/** The distinct hashes up to a bound, as unsigned numbers; the bound falls as they become many. */
final class LowestHashes {

  /* Implementation note.
   *
   * An open-addressed table, probed linearly from where the low 32 bits of a hash point, for any
   * length; 0 marks a free slot, and the hash 0 is a flag. It grows to 2k slots. From then on,
   * whenever it is 3/4 full, trim finds the (k + 1)-th lowest hash, lowers the bound to just below it and removes what
   * is above. So at all times every hash up to the bound that was ever added is there, and trim
   * makes the state a function of the set: if more than k hashes are there, the bound is not yet
   * what it will be; if not, it is.
   *
   * The bound is kept with its sign bit turned, so that one signed comparison tells what is above.
   *
   * select counts by the highest 10 bits, or by the next 10 within a bucket that is too full, and
   * sorts the right bucket. It allocates nothing; a thread's sketches share the scratch.
   *
   * sweep removes in place: from a free slot on, each hash is taken out and, if it stays, put back
   * where a probe from its home first finds room, which is there or earlier.
   */

  /** Turns the sign bit: unsigned order becomes signed order. */
  private static final long SIGN = Long.MIN_VALUE;

  private static final int FIRST_SLOTS = 4;

  /** Up to here the table doubles; a larger one grows to four times its length. */
  private static final int FEW_SLOTS = 64;

  private static final int BUCKET_BITS = 10;

  private static final ThreadLocal<long[]> SCRATCH =
      ThreadLocal.withInitial(() -> new long[1 << BUCKET_BITS]);

  /** Null while there is none but perhaps 0. */
  private long[] slots;

  /** The highest hash that is let in, sign turned. */
  private long bound = Long.MAX_VALUE;

  private final int k;
  private int size;
  private boolean zero;

  LowestHashes(int k) {
    this.k = k;
  }

  LowestHashes copy() {
    LowestHashes copy = new LowestHashes(k);
    copy.slots = slots == null ? null : slots.clone();
    copy.bound = bound;
    copy.size = size;
    copy.zero = zero;
    return copy;
  }

  int k() {
    return k;
  }

  /** At most k after {@link #trim}. */
  int size() {
    return size;
  }

  /** The highest hash that is let in, unsigned; −1 at first. */
  long highest() {
    return bound ^ SIGN;
  }

  void add(long hash) {
    if ((hash ^ SIGN) <= bound) {
      insert(hash);
    }
  }

  void addAll(long[] hashes, int from, int to) {
    long limit = bound;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      if ((hash ^ SIGN) <= limit) {
        insert(hash);
        limit = bound;
      }
    }
  }

  /** Adds the hashes of another, which may be this, and takes over its bound. */
  void addAll(LowestHashes other) {
    long[] hashes = other.toArray();
    lowerTo(other.highest());
    if (hashes.length == 0) {
      return;
    }
    ensureRoom(hashes.length);
    if (hashes.length <= slots.length - (slots.length >>> 2)) {
      addAll(hashes, 0, hashes.length);
    } else {
      addFromAllOver(hashes);
    }
  }

  /** In the order of a larger table's slots they would pile up at the front of this one's. */
  private void addFromAllOver(long[] hashes) {
    int n = hashes.length;
    int step = (int) (n * 0.618) | 1;
    while (BigInteger.valueOf(step).gcd(BigInteger.valueOf(n)).intValue() != 1) {
      step++;
    }
    int at = 0;
    for (int i = 0; i < n; i++) {
      add(hashes[at]);
      at += at >= n - step ? step - n : step;
    }
  }

  private void insert(long hash) {
    if (hash == 0) {
      size += zero ? 0 : 1;
      zero = true;
      return;
    }
    if (slots == null) {
      slots = new long[FIRST_SLOTS];
    }
    long[] table = slots;
    int slot = find(table, hash);
    if (table[slot] == 0) {
      table[slot] = hash;
      size++;
      if (size > table.length - (table.length >>> 2)) {
        int most = mostSlots();
        if (table.length < most) {
          resize(
              (int)
                  Math.min(most, table.length < FEW_SLOTS ? 2L * table.length : 4L * table.length));
        } else {
          trim();
        }
      }
    }
  }

  /** The slot that holds the hash, or the free one where it belongs. */
  private static int find(long[] table, long hash) {
    int slot = (int) (((hash & 0xFFFFFFFFL) * table.length) >>> 32);
    for (long found; (found = table[slot]) != 0 && found != hash; ) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    return slot;
  }

  /** 3/4 of that is k and half of it more, so that k/2 hashes come in between two trims. */
  private int mostSlots() {
    return 2 * k;
  }

  /** Makes room for {@code expected} hashes, as far as they may come to be here. */
  void ensureRoom(int expected) {
    int length = Math.max(FIRST_SLOTS, Math.min(mostSlots(), expected + expected / 3 + 1));
    if (slots == null || length > slots.length) {
      resize(length);
    }
  }

  private void resize(int length) {
    long[] old = slots;
    slots = new long[length];
    if (old != null) {
      for (long hash : old) {
        if (hash != 0) {
          place(hash);
        }
      }
    }
  }

  private void place(long hash) {
    slots[find(slots, hash)] = hash;
  }

  boolean contains(long hash) {
    if (hash == 0) {
      return zero;
    }
    return slots != null && slots[find(slots, hash)] != 0;
  }

  /** Leaves the k lowest hashes, if there are more, and the bound below the one after them. */
  void trim() {
    if (size > k) {
      lowerTo(select(zero ? k - 1 : k) - 1);
    }
  }

  /** Lets in no hash above {@code highest} any more, and removes those that are there. */
  void lowerTo(long highest) {
    long limit = highest ^ SIGN;
    if (limit < bound) {
      bound = limit;
      sweep();
    }
  }

  private void sweep() {
    if (slots == null) {
      return;
    }
    long[] table = slots;
    int start = 0;
    while (table[start] != 0) {
      start++;
    }
    int slot = start;
    for (int i = 1; i < table.length; i++) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
      long hash = table[slot];
      if (hash != 0) {
        table[slot] = 0;
        if ((hash ^ SIGN) <= bound) {
          place(hash);
        } else {
          size--;
        }
      }
    }
  }

  /** The hash of this rank, from 0, among those in the table. */
  private long select(int rank) {
    long[] scratch = SCRATCH.get();
    int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(highest()) - BUCKET_BITS);
    long from = 0;
    int left = rank;
    while (true) {
      Arrays.fill(scratch, 0);
      for (long hash : slots) {
        long bucket = (hash - from) >>> shift;
        if (hash != 0 && bucket >= 0 && bucket < scratch.length) {
          scratch[(int) bucket]++;
        }
      }
      int bucket = 0;
      while (left >= scratch[bucket]) {
        left -= (int) scratch[bucket++];
      }
      from += (long) bucket << shift;
      int count = (int) scratch[bucket];
      if (count <= scratch.length) {
        int n = 0;
        for (long hash : slots) {
          if (hash != 0 && (hash - from) >>> shift == 0) {
            scratch[n++] = hash - from;
          }
        }
        Arrays.sort(scratch, 0, count);
        return from + scratch[left];
      }
      shift = Math.max(0, shift - BUCKET_BITS);
    }
  }

  /** The hashes in no particular order. */
  long[] toArray() {
    long[] hashes = new long[size];
    int n = zero ? 1 : 0;
    if (slots != null) {
      for (long hash : slots) {
        if (hash != 0) {
          hashes[n++] = hash;
        }
      }
    }
    return hashes;
  }

  /** The hashes, ascending as unsigned numbers. */
  long[] sorted() {
    long[] hashes = toArray();
    turn(hashes);
    Arrays.sort(hashes);
    turn(hashes);
    return hashes;
  }

  private static void turn(long[] hashes) {
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] ^= SIGN;
    }
  }

  long heapBytes() {
    return HeapSize.ofObject(21) + HeapSize.of(slots);
  }
}
