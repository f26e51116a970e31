package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stored sketches of version 1 as they were first written: they stay readable and the same. */
class QuantileGoldenTest {

  private static byte[] golden(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void aKllSketchOfFewNumbersIsStoredAsEver() {
    KllSketch sketch = KllSketch.create(8, 42);
    for (int i = 0; i < 5; i++) {
      sketch.add(i * 1.5);
    }
    byte[] bytes =
        golden(
            "494b31013c000000a2d4a30fa04850a308000000000000002a00000000000000"
                + "050000000000000000000000000000000000f83f000000000000084000000000"
                + "000012400000000000001840");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(KllSketch.fromBytes(bytes)).isEqualTo(sketch);
  }

  /** The draws, the compactions and the layout are those of version 1. */
  @Test
  void aKllSketchWithLevelsIsStoredAsEver() {
    KllSketch sketch = KllSketch.create(8, 42);
    for (int i = 0; i < 1_200; i++) {
      sketch.add(i * 37 % 1_201);
    }
    byte[] bytes = sketch.toByteArray();
    assertThat(bytes).hasSize(2_024);
    assertThat(Arrays.hashCode(bytes)).isEqualTo(-198_426_458);
    assertThat(KllSketch.fromBytes(bytes)).isEqualTo(sketch);
  }

  @Test
  void aDdSketchOfFewNumbersIsStoredAsEver() {
    DDSketch sketch = DDSketch.withRelativeError(0.05);
    sketch.add(-1.5);
    sketch.add(0);
    sketch.add(7);
    byte[] bytes =
        golden(
            "494b32011c000000c8a975e34e29066a04000000000000000000f8bf00000000"
                + "000000000000000000001c40");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(DDSketch.fromBytes(bytes)).isEqualTo(sketch);
  }

  @Test
  void aDdSketchWithBucketsIsStoredAsEver() {
    DDSketch sketch = DDSketch.withRelativeError(0.05);
    for (int i = -40; i < 60; i++) {
      sketch.add(i);
    }
    byte[] bytes =
        golden(
            "494b3201ae000000e25d1784da4aa08a0401000000000000000044c000000000"
                + "00804d4000010010a0860101010f010107010107010103010103010103010103"
                + "0101010101010101010101010101010101010101010101011501010101010101"
                + "010101010101010101020202020110a0860101010f0101070101070101030101"
                + "030101030101030101010101010101010101010101010101010101010101011e"
                + "010101010101010101010101010101010202020202020202020202020202");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(DDSketch.fromBytes(bytes)).isEqualTo(sketch);
  }
}
