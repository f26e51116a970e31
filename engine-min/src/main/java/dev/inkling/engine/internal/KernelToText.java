package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/** Casts to VARCHAR. */
final class KernelToText implements Kernel {

  private final VectorText texts = new VectorText();

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    ColumnVector value = in[0];
    int[] starts = out.starts();
    int[] lengths = out.lengths();
    texts.clear();
    for (int row = 0; row < rows; row++) {
      int start = texts.position();
      if (VectorBits.isLive(out, active, row)) {
        switch (value.type()) {
          case BIGINT -> VectorNumberText.append(value.longs()[row], texts);
          case TIMESTAMP -> VectorTimeText.append(value.longs()[row], texts);
          case DOUBLE -> texts.appendAscii(Double.toString(value.doubles()[row]));
          case BOOLEAN -> texts.appendAscii(value.longs()[row] == 0 ? "false" : "true");
          default -> throw new IllegalStateException("no cast to VARCHAR from " + value.type());
        }
      }
      starts[row] = start;
      lengths[row] = texts.position() - start;
    }
    out.shareBytes(texts.bytes());
  }
}
