package dev.inkling.sketch.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The incomplete beta function and what is solved from it, against sums of probabilities. */
class BinomialTest {

  /** P(exactly i of n) for all i: products of ratios from the mode on, divided by their sum. */
  private static double[] probabilities(int n, double p) {
    double[] terms = new double[n + 1];
    int mode = (int) ((n + 1) * p);
    terms[mode] = 1;
    for (int i = mode; i < n; i++) {
      terms[i + 1] = terms[i] * (n - i) / (i + 1) * (p / (1 - p));
    }
    for (int i = mode; i > 0; i--) {
      terms[i - 1] = terms[i] * i / (n - i + 1) * ((1 - p) / p);
    }
    double sum = Arrays.stream(terms).sum();
    return Arrays.stream(terms).map(term -> term / sum).toArray();
  }

  @Test
  void theIncompleteBetaFunctionIsTheTailOfABinomialVariable() {
    for (int n : new int[] {1, 2, 7, 40, 300, 2_000}) {
      for (double p : new double[] {1e-9, 0.001, 0.1, 0.5, 0.75, 0.999}) {
        double[] terms = probabilities(n, p);
        for (int k = 1; k <= n; k = 1 + k * 4 / 3) {
          double expected = Arrays.stream(terms, k, n + 1).sum();
          assertThat(Binomial.atLeast(k, n, p))
              .isCloseTo(expected, within(1e-10 * expected + 1e-290));
          double below = Arrays.stream(terms, 0, k).sum();
          assertThat(Beta.regularized(1 - p, n - k + 1, k)).isCloseTo(below, within(1e-12));
        }
      }
    }
    assertThat(Binomial.atLeast(0, 5, 0.3)).isEqualTo(1);
    assertThat(Beta.regularized(0, 2, 3)).isZero();
    assertThat(Beta.regularized(1, 2, 3)).isEqualTo(1);
    assertThat(Beta.regularized(0.3, 1, 0.5)).isCloseTo(1 - Math.sqrt(0.7), within(1e-15));
  }

  /** With many trials and a small probability it is the tail of a Poisson variable. */
  @Test
  void largeParametersLoseNoDigits() {
    for (double n : new double[] {1e9, 1e12}) {
      for (double mean : new double[] {3, 50, 1_000}) {
        for (double k : new double[] {Math.ceil(0.8 * mean), mean, Math.floor(1.2 * mean)}) {
          double term = -mean;
          double below = 0;
          for (int i = 0; i < k; i++) {
            below += Math.exp(term);
            term += Math.log(mean) - Math.log(i + 1.0);
          }
          // the two differ by at most the probability of a success (Barbour and Hall); and the
          // sum has lost some digits too
          assertThat(Binomial.atLeast(k, n, mean / n))
              .isCloseTo(1 - below, within(mean / n + 1e-10));
        }
      }
    }
  }

  @Test
  void theStirlingErrorIsThatOfFactorials() {
    double logFactorial = 0;
    for (int n = 1; n < 100; n++) {
      logFactorial += Math.log(n);
      double expected = logFactorial - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
      assertThat(Beta.stirlingError(n)).isCloseTo(expected, within(2e-13));
    }
    // Γ(3/2) = √π / 2
    double half = Math.log(Math.sqrt(Math.PI) / 2) - Math.log(0.5) + 0.5;
    assertThat(Beta.stirlingError(0.5))
        .isCloseTo(half - 0.5 * Math.log(2 * Math.PI), within(1e-14));
  }

  @Test
  void theDevianceIsSmoothAcrossItsTwoForms() {
    for (double ratio = 0.5; ratio < 2; ratio += 0.01) {
      double expected = 100 * Math.log(100 / (100 * ratio)) + 100 * ratio - 100;
      assertThat(Beta.deviance(100, 100 * ratio)).isCloseTo(expected, within(1e-12));
    }
    assertThat(Beta.deviance(1e6, 1e6 * (1 + 1e-9)) * 1e12).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void limitsAreWhereTheTailIsWhatWasAskedFor() {
    for (double tail : new double[] {0.05, 0.025, 0.005, 1e-6}) {
      for (int successes : new int[] {1, 2, 16, 100, 5_000}) {
        for (double p : new double[] {0.99, 0.5, 0.01, 1e-6}) {
          double fewest = Binomial.fewestTrials(successes, p, tail);
          if (fewest > successes) {
            assertThat(Binomial.atLeast(successes, fewest, p) / tail).isCloseTo(1, within(1e-6));
          } else {
            assertThat(Binomial.atLeast(successes, successes, p)).isGreaterThanOrEqualTo(tail);
          }
          double most = Binomial.mostTrials(successes, p, tail);
          assertThat((1 - Binomial.atLeast(successes + 1, most, p)) / tail)
              .isCloseTo(1, within(1e-6));
        }
        int trials = 3 * successes;
        double lower = Binomial.lowerLimit(successes, trials, tail);
        assertThat(Binomial.atLeast(successes, trials, lower) / tail).isCloseTo(1, within(1e-6));
        double upper = Binomial.upperLimit(successes, trials, tail);
        assertThat((1 - Binomial.atLeast(successes + 1, trials, upper)) / tail)
            .isCloseTo(1, within(1e-6));
      }
      assertThat(Binomial.fewestTrials(0, 0.5, tail)).isZero();
      // none of n: (1 - p)^n
      assertThat(Math.pow(0.75, Binomial.mostTrials(0, 0.25, tail)) / tail)
          .isCloseTo(1, within(1e-6));
      assertThat(Binomial.lowerLimit(0, 10, tail)).isZero();
      assertThat(Binomial.upperLimit(10, 10, tail)).isEqualTo(1);
      assertThat(Math.pow(1 - Binomial.upperLimit(0, 10, tail), 10) / tail)
          .isCloseTo(1, within(1e-6));
    }
  }
}
