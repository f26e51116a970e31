package dev.inkling.sketch.membership;

/**
 * The 1,024 words of 64 bits with three bits set, of which a value chooses one for each word of its
 * block: 16 shapes in 64 rotations. All bits are therefore in equally many masks, 48.
 */
final class Masks {

  static final int COUNT = 1_024;
  static final int BITS = 3;

  /** The number of bits of a hash that choose a mask. */
  static final int CHOICE_BITS = 10;

  /**
   * The bits of each shape beside bit 0. Found by a random search for the least {@link
   * BlockModel#rate} at 11.7 values per block of two words, 0.998 %; masks drawn from all 41,664
   * would give 0.949 %, as fewer values would share one.
   */
  private static final int[][] SHAPES = {
    {1, 61}, {2, 17}, {2, 41}, {4, 36}, {5, 53}, {6, 37}, {9, 61}, {10, 17},
    {10, 45}, {21, 56}, {22, 45}, {24, 38}, {34, 46}, {36, 56}, {42, 63}, {44, 57}
  };

  /** The mask with number 64 s + r is shape s rotated left by r. */
  static final long[] TABLE = new long[COUNT];

  static {
    for (int i = 0; i < COUNT; i++) {
      int[] shape = SHAPES[i / Long.SIZE];
      TABLE[i] = Long.rotateLeft(1L | 1L << shape[0] | 1L << shape[1], i);
    }
  }

  private Masks() {}

  /** How many masks have no bit outside {@code word}: a value finds its bits set by chance. */
  static int within(long word) {
    int count = 0;
    for (int[] shape : SHAPES) {
      count +=
          Long.bitCount(word & Long.rotateRight(word, shape[0]) & Long.rotateRight(word, shape[1]));
    }
    return count;
  }

  /** How many masks have no bit in {@code word}. */
  static int outside(long word) {
    return within(~word);
  }
}
