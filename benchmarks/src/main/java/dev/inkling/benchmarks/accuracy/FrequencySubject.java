package dev.inkling.benchmarks.accuracy;

import java.util.function.Supplier;

/**
 * A frequency sketch of one size.
 *
 * @param label its name
 * @param empty makes an empty one
 * @param merges whether the library can merge two
 */
record FrequencySubject(Label label, Supplier<FrequencyCounter> empty, boolean merges) {}
