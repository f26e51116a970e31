package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/** The concatenation of two or more texts. */
final class KernelConcat implements Kernel {

  private final VectorText texts = new VectorText();

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    int[] starts = out.starts();
    int[] lengths = out.lengths();
    texts.clear();
    for (int row = 0; row < rows; row++) {
      int start = texts.position();
      if (VectorBits.isLive(out, active, row)) {
        for (ColumnVector part : in) {
          int from = part.starts()[row];
          texts.append(part.bytes(), from, from + part.lengths()[row]);
        }
      }
      starts[row] = start;
      lengths[row] = texts.position() - start;
    }
    out.shareBytes(texts.bytes());
  }
}
