package dev.inkling.sketch.sampling;

/** The laws for samples whose budget is divided by Neyman's rule. */
final class NeymanBudgetContractTest extends StratifiedSampleContractTest {

  @Override
  public StratifiedSample create() {
    return StratifiedSample.withBudget(Allocation.NEYMAN, 120, 2, 12, 99);
  }

  @Override
  public StratifiedSample incompatible() {
    return StratifiedSample.withBudget(Allocation.NEYMAN, 121, 2, 12, 99);
  }
}
