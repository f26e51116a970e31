package dev.inkling.operator;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.membership.BloomFilter;

/**
 * Which values were seen, and about how many.
 *
 * @param filter tells whether a value may have been seen; a copy that may be changed
 * @param distinct the number of different values
 */
public record SeenValues(BloomFilter filter, Estimate distinct) {}
