package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/** NOT. */
record KernelNot() implements Kernel {

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    long[] value = in[0].longs();
    long[] result = out.longs();
    for (int i = 0; i < rows; i++) {
      result[i] = value[i] ^ 1;
    }
  }
}
