package dev.inkling.operator.sampling;

/**
 * The confidence of each bar from which a confidence of all together follows: for an answer of k
 * cells, ask for each cell's bar at {@code Simultaneous.bonferroni(0.95, k)}, and with probability
 * 0.95 at least all k bars hold.
 */
public final class Simultaneous {

  private Simultaneous() {}

  /**
   * 1 − (1 − c)/k (C. E. Bonferroni's inequality): whatever the bars have to do with each other.
   *
   * @param confidence of all bars together, in (0, 1)
   * @param cells how many bars there are that are not exact, at least 1
   */
  public static double bonferroni(double confidence, long cells) {
    check(confidence, cells);
    return below1(1 - (1 - confidence) / cells);
  }

  /**
   * c^(1/k) (Z. Šidák, 1967, doi:10.1080/01621459.1967.10482935): a little less, only for bars that
   * are independent of each other, such as those of different strata or different samples. Groups
   * of one sample are not.
   *
   * @param confidence of all bars together, in (0, 1)
   * @param cells how many bars there are that are not exact, at least 1
   */
  public static double sidak(double confidence, long cells) {
    check(confidence, cells);
    return below1(Math.exp(Math.log(confidence) / cells));
  }

  private static void check(double confidence, long cells) {
    Confidence.check(confidence);
    if (cells < 1) {
      throw new IllegalArgumentException("cells must be at least 1, got " + cells);
    }
  }

  private static double below1(double each) {
    return Math.min(each, Math.nextDown(1.0));
  }
}
