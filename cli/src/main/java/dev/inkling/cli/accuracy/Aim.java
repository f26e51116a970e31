package dev.inkling.cli.accuracy;

import java.util.List;

/**
 * What answers are to be close to: a measure of errors.
 *
 * @param name a word, such as {@code rank}
 * @param says what an error of e means, after "within e": {@code of all ranks, …}
 * @param truth the true answer; NaN if there are several
 * @param groups the names of what is measured by itself, such as quantiles; the worst one counts.
 *     Empty if all measurements count together
 */
public record Aim(String name, String says, double truth, List<String> groups) {

  /** Copies the groups. */
  public Aim {
    groups = List.copyOf(groups);
  }

  static Aim of(String name, String says, double truth) {
    return new Aim(name, says, truth, List.of());
  }
}
