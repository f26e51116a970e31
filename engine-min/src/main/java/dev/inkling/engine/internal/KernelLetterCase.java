package dev.inkling.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.inkling.engine.ColumnVector;
import java.util.Locale;

/** UPPER and LOWER, by Unicode's mappings that hold in every language. */
final class KernelLetterCase implements Kernel {

  private final boolean toUpper;
  private final int firstLetter;
  private final VectorText texts = new VectorText();

  /** To upper case, or else to lower case. */
  KernelLetterCase(boolean toUpper) {
    this.toUpper = toUpper;
    this.firstLetter = toUpper ? 'a' : 'A';
  }

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    byte[] bytes = in[0].bytes();
    int[] starts = in[0].starts();
    int[] lengths = in[0].lengths();
    int[] resultStarts = out.starts();
    int[] resultLengths = out.lengths();
    texts.clear();
    for (int row = 0; row < rows; row++) {
      int start = texts.position();
      if (VectorBits.isLive(out, active, row)) {
        append(bytes, starts[row], lengths[row]);
      }
      resultStarts[row] = start;
      resultLengths[row] = texts.position() - start;
    }
    out.shareBytes(texts.bytes());
  }

  private void append(byte[] bytes, int from, int length) {
    byte[] target = texts.reserve(length);
    int position = texts.position();
    int first = firstLetter;
    int any = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[from + i];
      any |= b;
      int letter = b - first;
      // the sign bit is set if 0 <= letter < 26; the cases of an ASCII letter differ in bit 5
      target[position + i] = (byte) (b ^ ((letter - 26) & ~letter) >>> 31 << 5);
    }
    if (any >= 0) {
      texts.setPosition(position + length);
      return;
    }
    String text = new String(bytes, from, length, UTF_8);
    byte[] mapped =
        (toUpper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT)).getBytes(UTF_8);
    texts.append(mapped, 0, mapped.length);
  }
}
