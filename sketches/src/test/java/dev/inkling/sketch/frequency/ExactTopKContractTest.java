package dev.inkling.sketch.frequency;

class ExactTopKContractTest extends TopKContractTest {

  @Override
  public TopK create() {
    return TopK.create(10, 10_000);
  }

  @Override
  public TopK incompatible() {
    return TopK.create(11, 10_000);
  }

  @Override
  public boolean mergeIsExact() {
    return true;
  }

  @Override
  public int[] sizes() {
    return new int[] {0, 1, 3, 100, 1_000};
  }
}
