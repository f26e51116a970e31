package dev.inkling.sketch.sampling;

/** The laws for samples whose budget is divided in proportion to counts. */
final class ProportionalBudgetContractTest extends StratifiedSampleContractTest {

  @Override
  public StratifiedSample create() {
    return StratifiedSample.withBudget(Allocation.PROPORTIONAL, 120, 2, 12, 99);
  }

  @Override
  public StratifiedSample incompatible() {
    return StratifiedSample.withBudget(Allocation.PROPORTIONAL, 121, 2, 12, 99);
  }
}
