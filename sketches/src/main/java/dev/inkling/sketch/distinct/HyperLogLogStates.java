package dev.inkling.sketch.distinct;

import dev.inkling.sketch.internal.HashScratch;

/** What a {@link HyperLogLog} keeps of its values, and how one state becomes the next. */
abstract class HyperLogLogStates {

  /** The states; see the implementation note. */
  enum State {
    EXACT,
    DENSE,
    SPARSE
  }

  /* Implementation note.
   *
   * Three states; which one holds depends on the set of hashes alone, so not on their order. Exact:
   * an open-addressed table of whole hashes, probed linearly from their low bits, at most 3/4 full;
   * 0 marks a free slot, and the hash 0 is a flag. Sparse, from exactLimit + 1 distinct hashes on:
   * Coupons, 32 bits each, in a table of the same kind. Dense, from sparseLimit + 1 distinct coupons
   * on: Registers. Coupons do not depend on the precision and both limits grow with it, so reducing
   * the precision leads to the state of direct insertion.
   *
   * The table of the exact state takes at most m/4 bytes, that of the sparse one m/2, the registers
   * m. Both limits end where a table that is 3/8 full would take 64 KiB more than twice the
   * bytes that it is read from.
   */

  /** The shortest run of hashes of which it is worth it to look where they will lead. */
  private static final int LEAST_RUN = 16;

  byte precision;
  boolean zero;
  int count;
  long[] table;
  int[] coupons;
  Registers registers;

  HyperLogLogStates(int precision) {
    this.precision = (byte) precision;
  }

  final void addOne(long hash) {
    Registers dense = registers;
    if (dense != null) {
      dense.add(hash);
    } else {
      addSmall(hash);
    }
  }

  final void addAllHashes(long[] hashes, int from, int to) {
    boolean run = registers == null && to - from >= LEAST_RUN;
    addUnshrunk(hashes, from, to);
    if (run) {
      shrink();
    }
  }

  /** Adds hashes to a table that may have room for more of them than it needs. */
  private void addUnshrunk(long[] hashes, int from, int to) {
    int i = from;
    if (registers == null && to - from >= LEAST_RUN) {
      i = addRun(hashes, from, to);
    }
    while (i < to && registers == null) {
      addSmall(hashes[i++]);
    }
    if (i < to) {
      registers.addAll(hashes, i, to);
    }
  }

  /**
   * Adds many hashes to a state that is not dense: if the first ones are mostly new, then the state
   * that the others will lead to is made at once. Says which hash is the next to be added.
   */
  private int addRun(long[] hashes, int from, int to) {
    int known = count;
    int i = from;
    while (i < from + LEAST_RUN / 2 && registers == null) {
      addSmall(hashes[i++]);
    }
    if (registers != null || count - known < LEAST_RUN / 4) {
      return i;
    }
    int expected = count + to - i;
    if (expected > 2 * Coupons.limit(precision) && becomesDense(hashes, i, to)) {
      return to;
    }
    if (coupons == null && expected > WholeHashes.limit(precision)) {
      return becomesSparse(hashes, i, to) ? to : i;
    }
    if (coupons == null) {
      table = WholeHashes.grown(table, expected);
    } else {
      coupons = Coupons.grown(coupons, Math.min(expected, Coupons.limit(precision)));
    }
    return i;
  }

  private boolean becomesDense(long[] hashes, int from, int to) {
    Registers dense = Registers.create(precision);
    dense.addUncounted(hashes, from, to);
    if (coupons != null) {
      dense.addCoupons(coupons);
    }
    if (table != null) {
      dense.addTable(table);
    }
    if (zero) {
      dense.add(0);
    }
    return becomes(dense);
  }

  /** Goes on with registers if they prove that this is their state, and not a smaller one. */
  private boolean becomes(Registers dense) {
    if (dense.filled() < Registers.least(precision)) {
      return false; // there may be as few hashes or coupons as a smaller one keeps
    }
    registers = dense;
    table = null;
    zero = false;
    coupons = null;
    count = 0;
    return true;
  }

  private boolean becomesSparse(long[] hashes, int from, int to) {
    int most = Coupons.limit(precision);
    int[] set = Coupons.table(Math.min(count + to - from, most));
    int n = Coupons.putAll(set, table, zero);
    int i = from;
    while (i < to && n < most) {
      n += Coupons.put(set, Coupons.of(hashes[i++])) ? 1 : 0;
    }
    if (n <= WholeHashes.limit(precision)) {
      return false; // there may be as few hashes
    }
    table = null;
    zero = false;
    coupons = set;
    count = n;
    addUnshrunk(hashes, i, to);
    return true;
  }

  /** Makes a table that is larger than what it holds needs as small as that. */
  private void shrink() {
    if (coupons != null) {
      int slots = Coupons.slotsFor(count);
      coupons = slots < coupons.length ? Coupons.resize(coupons, slots) : coupons;
    } else if (table != null) {
      int slots = WholeHashes.slotsFor(count);
      table = slots < table.length ? WholeHashes.resize(table, slots) : table;
    }
  }

  final void addSmall(long hash) {
    if (coupons != null) {
      addCoupon(Coupons.of(hash));
    } else {
      addExact(hash);
    }
  }

  private void addCoupon(int coupon) {
    if (Coupons.put(coupons, coupon)) {
      count++;
      if (count > Coupons.limit(precision)) {
        toDense();
      } else if (count > coupons.length / 4 * 3) {
        coupons = Coupons.resize(coupons, 2 * coupons.length);
      }
    }
  }

  private void addExact(long hash) {
    if (hash == 0) {
      if (zero) {
        return;
      }
      zero = true;
    } else {
      if (table == null) {
        table = WholeHashes.table(1);
      }
      if (!WholeHashes.put(table, hash)) {
        return;
      }
    }
    count++;
    if (count > WholeHashes.limit(precision)) {
      toSparse();
    } else if (table != null && count > table.length / 4 * 3) {
      table = WholeHashes.resize(table, 2 * table.length);
    }
  }

  /** Leaves the exact state: for the sparse one, or at once the dense one. */
  final void toSparse() {
    int[] set = Coupons.table(count);
    int n = Coupons.putAll(set, table, zero);
    table = null;
    zero = false;
    coupons = set;
    count = n;
    if (n > Coupons.limit(precision)) {
      toDense();
    }
  }

  final void toDense() {
    registers = Registers.create(precision);
    registers.addCoupons(coupons);
    coupons = null;
    count = 0;
  }

  final void mergeCoupons(HyperLogLogStates other) {
    if (registers == null && coupons == null) {
      toSparse();
    }
    if (registers == null && mergesToDense(other)) {
      return;
    }
    if (registers == null) {
      // inserting in slot order into a smaller table would pile up at its front
      int expected = Math.min(count + other.count, Coupons.limit(precision));
      coupons = Coupons.grown(coupons, Math.max(expected, other.coupons.length / 4 * 3));
      int[] block = new int[other.count];
      int n = Coupons.copy(other.coupons, block);
      for (int i = 0; i < n && registers == null; i++) {
        addCoupon(block[i]);
      }
      shrink();
    }
    if (registers != null) {
      registers.addCoupons(other.coupons); // those again that made it dense
    }
  }

  /** Makes the registers of two sets of coupons at once if that is where they will lead. */
  private boolean mergesToDense(HyperLogLogStates other) {
    int limit = Coupons.limit(precision);
    if (count + other.count <= limit + limit / 4) {
      return false;
    }
    Registers dense = Registers.create(precision);
    dense.addCoupons(coupons);
    dense.addCoupons(other.coupons);
    return becomes(dense);
  }

  final void mergeHashes(HyperLogLogStates other) {
    if (other.zero) {
      addOne(0);
    }
    if (other.table != null) {
      if (registers != null) {
        registers.addTable(other.table);
        return;
      }
      if (coupons == null) { // as above
        table = WholeHashes.grown(table, other.table.length / 4 * 3);
      }
      long[] block = HashScratch.get(); // not that of registers, which may be made meanwhile
      for (int start = 0; start < other.table.length; start += block.length) {
        addUnshrunk(block, 0, WholeHashes.copy(other.table, start, block));
      }
      shrink();
    }
  }

  final State state() {
    if (registers != null) {
      return State.DENSE;
    }
    return coupons != null ? State.SPARSE : State.EXACT;
  }

  final long[] sortedHashes() {
    return WholeHashes.sorted(table, zero, count);
  }

  final int[] sortedCoupons() {
    return Coupons.sorted(coupons, count);
  }
}
