package dev.inkling.operator.sampling;

import java.util.ArrayList;
import java.util.List;

/** Totals over rows that came into the sample with probability 2^−h, and what they err by. */
final class RateTotals {

  /** The rows taken at one rate, with their moments around 0. */
  private record Part(double rate, long rows, PairMoments raw) {}

  private final List<Part> parts = new ArrayList<>();
  private double x;
  private double y;
  private double xx;
  private double xy;
  private long rows;

  void add(int h, PairMoments taken) {
    if (taken.count() == 0) {
      return;
    }
    double rate = RatesDesign.rate(h);
    x += taken.sumX() / rate;
    y += taken.sumY() / rate;
    rows += taken.count();
    if (h > 0) {
      PairMoments raw = taken.aroundZero();
      parts.add(new Part(rate, taken.count(), raw));
      double factor = (1 - rate) / (rate * rate);
      xx += factor * raw.xx();
      xy += factor * raw.xy();
    }
  }

  double x() {
    return x;
  }

  /** The total of y. */
  Pivot sum() {
    return pivot(y, 0, 1);
  }

  /** The total of y by that of x, which is 1 in every row. */
  RatioPivot ratio() {
    // the rows' own mean is nearer to them than the true one
    double loss = rows < 2 ? Double.NaN : rows / (rows - 1.0);
    return new RatioPivot(x, y, xx, xy, pivot(0, y / x, loss), true);
  }

  private Pivot pivot(double value, double ratio, double loss) {
    double variance = 0;
    double third = 0;
    double drag = 0;
    double squares = 0;
    double fourths = 0;
    for (Part part : parts) {
      double rate = part.rate;
      double rest = 1 - rate;
      double factor = rest / (rate * rate) * loss;
      double own = factor * part.raw.residualSquares(ratio);
      double cubes = part.raw.residualCubes(ratio) / (rate * rate * rate);
      variance += own;
      squares += own * own / part.rows;
      fourths += factor * factor * part.raw.residualFourths(ratio);
      third += rest * (1 - 2 * rate) * cubes;
      drag += rest * rest * cubes;
    }
    long seen = parts.stream().mapToLong(Part::rows).sum();
    double df = squares > 0 ? Math.max(1, variance * variance / squares) : seen;
    return new Pivot(value, variance, third, drag, df, variance * variance / fourths, true);
  }
}
