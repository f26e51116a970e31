package dev.inkling.sketch.frequency;

import java.util.Arrays;

/** The laws for items that are texts of all lengths, among them some as long as a long. */
class TextTopKContractTest extends TopKContractTest {

  private static final String[] TEXTS = new String[10_000];

  static {
    Arrays.setAll(
        TEXTS, i -> "abcdefghijklmnopqrstuvwxyzä\uD83D\uDE00".substring(0, i % 29) + i % 400);
  }

  @Override
  public void add(TopK sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(TEXTS[i]);
    }
  }

  @Override
  public void addBatch(TopK sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(TEXTS[i], 1);
    }
  }
}
