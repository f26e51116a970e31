package dev.inkling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.Scanner;
import java.util.SplittableRandom;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.junit.jupiter.api.Test;

/** A HyperLogLog that is fed with {@link Hash64#murmur3()} has the registers of DataSketches. */
class DataSketchesRegistersTest {

  private static final int PRECISION = 12;
  private static final int VALUES = 100_000;

  /** Where the registers start in our image, six bits each. */
  private static final int OUR_HEADER_BYTES = 20;

  private final HyperLogLog ours = HyperLogLog.create(PRECISION, Hash64.murmur3());
  private final HllSketch theirs = new HllSketch(PRECISION, TgtHllType.HLL_8);

  private void assertSameRegisters() {
    byte[] stored = ours.toByteArray();
    byte[] registers = new byte[1 << PRECISION];
    for (int i = 0; i < registers.length; i++) {
      int bit = 6 * i;
      int at = OUR_HEADER_BYTES + (bit >>> 3);
      int next = at + 1 < stored.length ? stored[at + 1] & 0xFF : 0;
      int both = (stored[at] & 0xFF) | (next << 8);
      registers[i] = (byte) ((both >>> (bit & 7)) & 0x3F);
    }
    assertThat(registers).isEqualTo(theirRegisters());
  }

  /** Read off the printed detail: their images need a library that refuses newer JDKs. */
  private byte[] theirRegisters() {
    byte[] registers = new byte[1 << PRECISION];
    Scanner detail = new Scanner(theirs.toString(false, true, false, true));
    detail.nextLine();
    assertThat(detail.nextLine().trim().split(" +")).containsExactly("Slot", "Value");
    for (int i = 0; i < registers.length; i++) {
      assertThat(detail.nextInt()).isEqualTo(i);
      registers[i] = detail.nextByte();
    }
    assertThat(detail.hasNext()).isFalse();
    return registers;
  }

  @Test
  void longsHaveTheRegistersOfDataSketches() {
    long[] values = new SplittableRandom(1).longs(VALUES).toArray();
    for (long value : values) {
      theirs.update(value);
    }
    ours.addAll(values, 0, VALUES);
    assertSameRegisters();
  }

  @Test
  void doublesHaveTheRegistersOfDataSketches() {
    double[] values = new SplittableRandom(2).doubles(VALUES).map(d -> 1 / (d - 0.5)).toArray();
    values[0] = -0.0;
    values[1] = Double.NaN;
    for (double value : values) {
      theirs.update(value);
    }
    ours.addAll(values, 0, VALUES);
    assertSameRegisters();
  }

  @Test
  void textsHaveTheRegistersOfDataSketches() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < VALUES; i++) {
      StringBuilder text = new StringBuilder(Long.toString(random.nextLong(), 36));
      for (int j = random.nextInt(12); j > 0; j--) {
        // any char at all, halves of surrogates too
        text.append((char) random.nextInt(1 << (1 + random.nextInt(16))));
      }
      theirs.update(text.toString());
      ours.add(text);
    }
    assertSameRegisters();
  }
}
