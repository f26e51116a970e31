package dev.inkling.sketch.sampling;

/** What a {@link VarOptSample} with a threshold knows of the items below it. */
final class LightItems {

  /** The sum of their adjusted weights. */
  double sum;

  /** What rounding has taken from the sum. */
  double rest;

  /** 1 / u times the probabilities of all drops since u was drawn; below 1 an item is kept. */
  double odds;

  /** How many of them are in the sample. */
  int items;

  double threshold() {
    return (sum + rest) / items;
  }

  void grow(double weight) {
    double grown = sum + weight;
    rest += Weights.lost(sum, weight, grown);
    sum = grown;
  }

  /** Gives back to the sum what rounding has taken. */
  void settle() {
    double exact = sum + rest;
    rest = Weights.lost(sum, rest, exact);
    sum = exact;
  }

  LightItems copy() {
    LightItems copy = new LightItems();
    copy.sum = sum;
    copy.rest = rest;
    copy.odds = odds;
    copy.items = items;
    return copy;
  }
}
