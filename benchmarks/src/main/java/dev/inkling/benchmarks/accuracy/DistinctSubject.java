package dev.inkling.benchmarks.accuracy;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A distinct counter of one size.
 *
 * @param label its name
 * @param empty makes an empty one
 * @param standardError relative, of many values in one unmerged sketch, by its documentation or
 *     paper
 * @param mergedError the same after merging, where it differs
 * @param growth how to go on to numbers of values that cannot be added one by one
 */
record DistinctSubject(
    Label label,
    Supplier<DistinctCounter> empty,
    double standardError,
    double mergedError,
    Optional<Growth> growth) {

  static DistinctSubject of(Label label, Supplier<DistinctCounter> empty, double standardError) {
    return new DistinctSubject(label, empty, standardError, standardError, Optional.empty());
  }

  DistinctSubject mergedError(double other) {
    return new DistinctSubject(label, empty, standardError, other, growth);
  }

  DistinctSubject growing(Growth how) {
    return new DistinctSubject(label, empty, standardError, mergedError, Optional.of(how));
  }
}
