package dev.inkling.benchmarks.accuracy;

import java.util.function.LongFunction;

/**
 * A quantile sketch of one size.
 *
 * @param label its name
 * @param empty makes an empty one from a seed, which libraries that cannot be seeded do not use
 */
record QuantileSubject(Label label, LongFunction<QuantileSummary> empty) {}
