package dev.inkling.benchmarks.results;

import java.time.Instant;
import java.util.List;

/**
 * One suite that ran once; several suites that ran together have the same name.
 *
 * @param name letters, digits, dots, dashes and underscores; not {@code last} or {@code previous}
 * @param suite see {@link Measure}
 * @param started when
 * @param commit of the source code, with a "+" if it was changed since; "unknown" rather than empty
 * @param version of Inkling
 * @param effort how much was measured: "quick" for a first look, "default", or "full"
 * @param machine where
 */
public record Run(
    String name,
    String suite,
    Instant started,
    String commit,
    String version,
    String effort,
    Machine machine) {

  static final String QUICK = "quick";
  static final String DEFAULT = "default";
  private static final List<String> EFFORTS = List.of(QUICK, DEFAULT, "full");

  /** Checks all of the above. */
  public Run {
    Measure.require(isName(name), "name of a run", "letters, digits, . - _", name);
    Measure.require(Measure.isSuite(suite), "suite", "lower-case letters", suite);
    Measure.text("commit", commit);
    Measure.text("version", version);
    Measure.require(EFFORTS.contains(effort), "effort", "one of " + EFFORTS, effort);
  }

  /** Whether a run may be called so. */
  static boolean isName(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")
        && !name.equals("last")
        && !name.equals("previous");
  }
}
