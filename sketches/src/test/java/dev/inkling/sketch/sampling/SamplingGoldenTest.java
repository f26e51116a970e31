package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stored samples of version 1 as they were first written: they stay readable and the same. */
class SamplingGoldenTest {

  private static byte[] golden(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static StratifiedSample stratified(StratifiedSample sample, int n) {
    for (int i = 0; i < n; i++) {
      sample.add(i * i % 11, i, i * 37 % 101 / 4.0);
    }
    return sample;
  }

  @Test
  void aReservoirThatFillsIsStoredAsEver() {
    ReservoirSample sample = ReservoirSample.create(8, 42);
    sample.addRange(5, 8);
    byte[] bytes =
        golden(
            "494b40014400000015048fc44dbb66a8080000002a00000000000000227672d4"
                + "27ea59a703000000000000000000000000000000000000000000000005000000"
                + "0000000006000000000000000700000000000000");
    assertThat(sample.toByteArray()).isEqualTo(bytes);
    assertThat(ReservoirSample.fromBytes(bytes)).isEqualTo(sample);
  }

  /** The draws, merged or not, and the layout are those of version 1. */
  @Test
  void aFullReservoirIsStoredAsEver() {
    ReservoirSample sample = ReservoirSample.create(100, 42);
    sample.addRange(0, 1_000_000);
    assertThat(Arrays.hashCode(sample.toByteArray())).isEqualTo(1_665_659_349);
    ReservoirSample other = ReservoirSample.create(100, 43);
    other.addRange(1_000_000, 1_500_000);
    sample.merge(other).addRange(1_500_000, 2_000_000);
    assertThat(Arrays.hashCode(sample.toByteArray())).isEqualTo(-681_969_217);
    assertThat(ReservoirSample.fromBytes(sample.toByteArray())).isEqualTo(sample);
  }

  @Test
  void theFirstItemsOfStrataAreStoredAsEver() {
    StratifiedSample sample = stratified(StratifiedSample.create(4, 5, 42), 2);
    byte[] bytes =
        golden(
            "494b4101380000005729bdb1ef0c494600000000000000000400000005000000"
                + "2a00000000000000000000000000000000000000000000000100000000000000"
                + "0100000000000000");
    assertThat(sample.toByteArray()).isEqualTo(bytes);
    assertThat(StratifiedSample.fromBytes(bytes)).isEqualTo(sample);
  }

  @Test
  void strataAreStoredAsEver() {
    StratifiedSample[] samples = {
      stratified(StratifiedSample.create(4, 5, 42), 3_000),
      stratified(StratifiedSample.withBudget(Allocation.EQUAL, 60, 2, 5, 42), 3_000),
      stratified(StratifiedSample.withBudget(Allocation.PROPORTIONAL, 60, 2, 5, 42), 3_000),
      stratified(StratifiedSample.withBudget(Allocation.NEYMAN, 60, 2, 5, 42), 3_000)
    };
    int[] hashes = {1_633_873_764, 1_611_030_695, 750_372_142, 628_761_836};
    for (int i = 0; i < samples.length; i++) {
      byte[] bytes = samples[i].toByteArray();
      assertThat(Arrays.hashCode(bytes)).as("sample %d", i).isEqualTo(hashes[i]);
      assertThat(StratifiedSample.fromBytes(bytes)).isEqualTo(samples[i]);
    }
  }
}
