package dev.inkling.sketch.sampling;

/** The laws for samples whose budget is divided equally. */
final class EqualBudgetContractTest extends StratifiedSampleContractTest {

  @Override
  public StratifiedSample create() {
    return StratifiedSample.withBudget(Allocation.EQUAL, 120, 2, 12, 99);
  }

  @Override
  public StratifiedSample incompatible() {
    return StratifiedSample.withBudget(Allocation.EQUAL, 121, 2, 12, 99);
  }
}
