package dev.inkling.sketch.distinct;

import java.nio.ByteBuffer;

/** The registers of an ExaLogLog with t = 2 and d = 24: 2^precision ints. */
final class ExaRegisters {

  /* Implementation note.
   *
   * A hash is read from the low end: 2 bits b, then the index of its register; its level is the
   * number of leading zeros of all other bits, at most 62 - p. It is the value k = 4 level + b + 1
   * of that register, in [1, 4 (63 - p)].
   *
   * A register holds the largest value u that it saw in its high 8 bits, and in its low 24 bits
   * which of the values u - 1 (bit 23) to u - 24 (bit 0) it saw. "Value 0" counts as seen, even in a
   * register that is 0, which saves a case in add and in join. join is commutative, associative and
   * idempotent, and adding is joining with the register of a single value, so that the state is a
   * function of the set.
   *
   * The 2 bits lie below the index, as in the paper, so that they stay what they are when index
   * bits are given up: then only values of the top level change, whose leading zeros go on into the
   * bits that stop being index bits; all of a register by the same number of levels.
   */

  /** How many values below the largest are remembered. */
  static final int WINDOW = 24;

  static final int WINDOW_MASK = (1 << WINDOW) - 1;

  /** The place of the largest value, in front of its window. */
  static final int TOP = 1 << WINDOW;

  private ExaRegisters() {}

  static void add(int[] registers, long hash) {
    int index = (int) (hash >>> 2) & (registers.length - 1);
    int level = Long.numberOfLeadingZeros(hash | (4L * registers.length - 1));
    update(registers, index, 4 * level + ((int) hash & 3) + 1);
  }

  static void addAll(int[] registers, long[] hashes, int from, int to) {
    int mask = registers.length - 1;
    long guard = 4L * registers.length - 1;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      int level = Long.numberOfLeadingZeros(hash | guard);
      update(registers, (int) (hash >>> 2) & mask, 4 * level + ((int) hash & 3) + 1);
    }
  }

  /** One branch, seldom taken once a register has seen a few values: the other case stores too. */
  private static void update(int[] registers, int index, int value) {
    int register = registers[index];
    int above = value - (register >>> WINDOW);
    if (above > 0) {
      int seen = ((register & WINDOW_MASK) | TOP) >>> Math.min(above, 31);
      registers[index] = (value << WINDOW) | seen;
    } else {
      registers[index] = register | ((TOP >>> Math.min(-above, 31)) & WINDOW_MASK);
    }
  }

  /** The register that saw what {@code a} and {@code b} saw. */
  static int join(int a, int b) {
    int high = Integer.compareUnsigned(a, b) >= 0 ? a : b;
    int low = a ^ b ^ high;
    int below = Math.min((high >>> WINDOW) - (low >>> WINDOW), 31);
    return high | ((((low & WINDOW_MASK) | TOP) >>> below) & WINDOW_MASK);
  }

  /** Joins with {@code source}, of at least the precision of the target. */
  static void fold(int[] source, int[] target) {
    if (source.length == target.length) {
      for (int i = 0; i < target.length; i++) {
        target[i] = join(target[i], source[i]);
      }
      return;
    }
    int from = Integer.numberOfTrailingZeros(source.length);
    int to = Integer.numberOfTrailingZeros(target.length);
    int mask = target.length - 1;
    for (int i = 0; i < source.length; i++) {
      target[i & mask] = join(target[i & mask], reduced(i, source[i], from, to));
    }
  }

  /** What precision {@code to} has in place of the register at {@code index}. */
  static int reduced(int index, int register, int from, int to) {
    int atTop = (register >>> WINDOW) - 4 * (62 - from); // that many values may be of the top level
    if (atTop <= 0) {
      return register;
    }
    int freed = from - to;
    int levels = Math.min(freed, Integer.numberOfLeadingZeros(index >>> to) - (32 - freed));
    int below = (1 << (WINDOW + 1 - atTop)) - 1;
    int lower = (register & below) >>> Math.min(4 * levels, 31);
    return ((register & ~below) + (levels << (WINDOW + 2))) | lower;
  }

  /** The largest value at a precision. */
  static int maxValue(int precision) {
    return 4 * (63 - precision);
  }

  /** Whether hashes exist that leave this register. */
  static boolean isReachable(int register, int maxValue) {
    int value = register >>> WINDOW;
    if (value == 0) {
      return register == 0;
    }
    // of the values below 1 exactly "value 0" counts as seen
    return value <= maxValue
        && (value > WINDOW || (register & ((2 << (WINDOW - value)) - 1)) == 1 << (WINDOW - value));
  }

  static void write(int[] registers, ByteBuffer target) {
    for (int register : registers) {
      target.putInt(register);
    }
  }
}
