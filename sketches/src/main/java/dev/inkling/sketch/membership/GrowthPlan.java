package dev.inkling.sketch.membership;

/**
 * How a {@link ScalableBloomFilter} grows: level i is sized for 2^i times the items of level 0 at
 * half the rate of the level before. The rates of all levels add up to less than the one asked for.
 *
 * @param firstItems the number of values of level 0
 * @param rate the rate of all levels together
 */
record GrowthPlan(long firstItems, double rate) {

  static final long MAX_FIRST_ITEMS = 1L << 32;

  /** Below this a level would take over 160 bits per value. */
  private static final double LEAST_LEVEL_RATE = 1e-12;

  double levelRate(int level) {
    return Math.scalb(rate, -1 - level);
  }

  private int words(int level) {
    return BlockModel.words(levelRate(level));
  }

  private double neededBlocks(int level) {
    return BlockModel.blocks(firstItems << level, levelRate(level), words(level));
  }

  /** Whether a filter of this level can exist; if not, no higher one can either. */
  boolean allows(int level) {
    return level <= 30
        && levelRate(level) >= LEAST_LEVEL_RATE
        && Blocks.fits(neededBlocks(level), words(level));
  }

  /** An empty filter of a level that is allowed. */
  Blocks create(int level) {
    return new Blocks((int) neededBlocks(level), words(level));
  }

  /** The number of set bits at which a filter is full: as expected of its number of values. */
  long fullBits(int level, Blocks filter) {
    return BlockModel.setBits((double) (firstItems << level), filter.blocks, filter.words);
  }
}
