package dev.inkling.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.frequency.TopK;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stored sketches of version 1 as they were first written: they stay readable and the same. */
class HashSketchGoldenTest {

  private static byte[] golden(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void anExactHyperLogLogIsStoredAsEver() {
    HyperLogLog sketch = HyperLogLog.create(10);
    sketch.add("ada");
    sketch.add(7L);
    byte[] bytes =
        golden("494b01011400000062c8112d06723c0d0a010000af96b5d6581e67812f802c95" + "63441d69");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(HyperLogLog.fromBytes(bytes)).isEqualTo(sketch);
  }

  @Test
  void aDenseHyperLogLogIsStoredAsEver() {
    HyperLogLog sketch = HyperLogLog.create(4);
    for (long i = 0; i < 40; i++) {
      sketch.add(i);
    }
    byte[] bytes = golden("494b0101100000008e4794821287511204010100402014c0611844000c834010");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(HyperLogLog.fromBytes(bytes)).isEqualTo(sketch);
  }

  @Test
  void aCountMinSketchIsStoredAsEver() {
    CountMinSketch sketch = CountMinSketch.create(4, 2);
    sketch.add("ada");
    sketch.add("ada");
    sketch.add(7L);
    byte[] bytes =
        golden("494b1001140000003a818c04981a19f902020101030000000000000000010002" + "01000200");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(CountMinSketch.fromBytes(bytes)).isEqualTo(sketch);
  }

  @Test
  void aConservativeCountMinSketchIsStoredAsEver() {
    CountMinSketch sketch = CountMinSketch.createConservative(4, 2);
    sketch.add("ada");
    sketch.add("ada");
    sketch.add(7L);
    byte[] bytes =
        golden("494b100114000000573bce81c2ed13d702820101030000000000000000010002" + "01000200");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(CountMinSketch.fromBytes(bytes)).isEqualTo(sketch);
  }

  @Test
  void aTopKIsStoredAsEver() {
    TopK sketch = TopK.create(1, 4);
    for (int i = 0; i < 6; i++) {
      sketch.add("ada");
    }
    for (long i = 0; i < 5; i++) {
      sketch.add(i);
    }
    byte[] bytes =
        golden(
            "494b110157000000b7e7c3e326918c2901000000040000000300000001000000"
                + "0b00000000000000010000000000000008000000010000000000000003000000"
                + "0000000008000000010000000000000004000000000000000300000005000000"
                + "00000000616461");
    assertThat(sketch.toByteArray()).isEqualTo(bytes);
    assertThat(TopK.fromBytes(bytes)).isEqualTo(sketch);
  }
}
