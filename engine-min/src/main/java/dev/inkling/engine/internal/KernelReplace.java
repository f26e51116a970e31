package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/** REPLACE: every occurrence, from left to right and not overlapping, of a text by another. */
final class KernelReplace implements Kernel {

  private final VectorText texts = new VectorText();

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    int[] starts = out.starts();
    int[] lengths = out.lengths();
    texts.clear();
    for (int row = 0; row < rows; row++) {
      int start = texts.position();
      if (VectorBits.isLive(out, active, row)) {
        append(in[0], in[1], in[2], row);
      }
      starts[row] = start;
      lengths[row] = texts.position() - start;
    }
    out.shareBytes(texts.bytes());
  }

  private void append(ColumnVector text, ColumnVector wanted, ColumnVector replacement, int row) {
    byte[] bytes = text.bytes();
    int from = text.starts()[row];
    int to = from + text.lengths()[row];
    int wantedFrom = wanted.starts()[row];
    int wantedLength = wanted.lengths()[row];
    int replacementFrom = replacement.starts()[row];
    int replacementTo = replacementFrom + replacement.lengths()[row];
    while (wantedLength > 0) {
      int at =
          VectorUtf8.indexOf(
              bytes, from, to, wanted.bytes(), wantedFrom, wantedFrom + wantedLength);
      if (at < 0) {
        break;
      }
      texts.append(bytes, from, at);
      texts.append(replacement.bytes(), replacementFrom, replacementTo);
      from = at + wantedLength;
    }
    texts.append(bytes, from, to);
  }
}
