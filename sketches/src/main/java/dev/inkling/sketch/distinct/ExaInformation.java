package dev.inkling.sketch.distinct;

/**
 * What the registers of an ExaLogLog tell about n, and with it the bias and the variance of the
 * most likely n; {@link ExaEstimator} has the model and its notation.
 *
 * <p>Value k is known as seen if it was seen and no value above the reach of its window was: with
 * probability (1 − exp(−x(k))) E(k), E(k) = exp(−λ ω(k + 24)), ω(u) being the sum of all ρ above u.
 * Minus the expected second derivative of ln L, the Fisher information, is therefore per register
 *
 * <pre>
 * I = Σ_k E(k) ρ(k)² / (exp(x(k)) − 1).
 * </pre>
 */
final class ExaInformation {

  /** λ I = Σ_k E(k) ρ(k) ψ(x(k)). */
  private final double information;

  /** The same sum, every term times ω(k + 24) + ρ(k)/2. */
  private final double moment;

  private final double n;
  private final int precision;

  /** The information in a sketch of so many values, n &gt; 0. */
  ExaInformation(double n, int precision) {
    this.n = n;
    this.precision = precision;
    double sum = 0;
    double weighted = 0;
    // from the rarest values on: twice the rate squares exp(x), and e^x - 1 becomes e (e + 2)
    double rho = Math.scalb(1.0, precision - 64);
    double x = n / (1 << precision) * rho;
    double e = Math.expm1(x);
    double unit = rho; // the rate of a value 6 levels above, which is above the top at first
    double some = -Math.expm1(-x); // the probability that such a value was seen
    for (int level = 62 - precision; level >= 0 && e < 1e300; level--) {
      double share = rho * x / e;
      // above value k + 24 lie those left on the level 6 above that of k, and all higher ones
      int above = level + 6;
      int rest = above <= 61 - precision ? 4 : 0;
      if (above <= 62 - precision) {
        double none = 1 - some;
        double unseen = rest == 0 ? 1 : none * none * none * none;
        for (int b = 3; b >= 0; b--) {
          sum += share * unseen;
          weighted += share * unseen * ((rest + 3 - b) * unit + rho / 2);
          unseen *= none;
        }
      } else {
        sum += 4 * share;
        weighted += 2 * share * rho;
      }
      if (above <= 61 - precision) {
        unit += unit;
        some *= 2 - some;
      }
      if (level <= 61 - precision) {
        rho += rho;
        x += x;
        e *= e + 2;
      }
    }
    information = sum;
    moment = weighted;
  }

  /**
   * The variance of the most likely n relative to n², to first order.
   *
   * <p>Derivation. That of λ is 1 / (m I); relative to λ² it is 1 / (n λ I). It holds for a Poisson
   * number of values; since Var(Poisson) = Var(fixed n) + n, the share 1/n of the number itself is
   * taken off again.
   */
  double relativeVariance() {
    return Math.max(0, (1 - information) / (n * information));
  }

  /**
   * The bias of the most likely n relative to n, to first order.
   *
   * <p>Derivation. With l the ln L of a register, that of λ is (E l‴/2 + E l′ l″) / (m I²) (Cox and
   * Snell, "A general definition of residuals", 1968). Since E l″ = −I, the product rule gives E l′
   * l″ = −I′ − E l‴. The terms of −I′ − E l‴/2 are E(k) ρ(k)² / (exp(x(k)) − 1) × (ω(k + 24) +
   * ρ(k)/2).
   */
  double relativeBias() {
    return moment / (information * information * (1 << precision));
  }
}
