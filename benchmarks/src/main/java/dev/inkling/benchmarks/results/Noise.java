package dev.inkling.benchmarks.results;

/** What is known of how far a value would be from itself if it were measured again. */
public enum Noise {
  /** It would be the same: bytes, counts. Low and high are the value. */
  NONE,
  /**
   * The median of some trials (rounds, runs of one process after the other), low and high the least
   * and the most of them.
   */
  RANGE,
  /**
   * The root of the mean of as many squared errors as there were trials, of about a normal
   * distribution. Low and high are one standard error to either side.
   */
  ROOT_MEAN_SQUARE,
  /** The share of trials, from 0 to 1, in which something held. Low and high as above. */
  SHARE,
  /** Low and high are one standard error, which the suite itself worked out, to either side. */
  STANDARD_ERROR
}
