package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stored filters of version 1 as they were first written: they stay readable and the same. */
class MembershipGoldenTest {

  private static byte[] golden(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static void check(BloomFilter filter, String hex) {
    filter.add("ada");
    filter.add(7L);
    assertThat(filter.toByteArray()).isEqualTo(golden(hex));
    assertThat(BloomFilter.fromBytes(golden(hex))).isEqualTo(filter);
  }

  @Test
  void bloomFiltersOfTwoFourAndEightWordsAreStoredAsEver() {
    check(
        BloomFilter.create(10, 0.1),
        "494b20011800000007dda53cde03203d010000000101020020000010009001000444000021080000");
    check(
        BloomFilter.create(10, 0.001),
        "494b20012800000024a9422f3d7230cb01000000010104000028002000410080004000101000000a"
            + "00010004000040940002800040060200");
    check(
        BloomFilter.create(10, 1e-6),
        "494b20014800000033679a72ed72fec101000000010108000028002000410080004000101000000a"
            + "0001000400004094000280004006020000080400041008408002006400000100000004050000a008"
            + "40000000002004a1");
  }

  @Test
  void aScalableBloomFilterIsStoredAsEver() {
    ScalableBloomFilter filter = ScalableBloomFilter.create(2, 0.2);
    filter.add("ada");
    filter.add(7L);
    filter.add(8L);
    byte[] bytes =
        golden(
            "494b210136000000aa6e4b632eded3af02000000000000009a9999999999c93f0100020000200000"
                + "100090010004440000210800000104000000040000400100000000009000");
    assertThat(filter.toByteArray()).isEqualTo(bytes);
    assertThat(ScalableBloomFilter.fromBytes(bytes)).isEqualTo(filter);
  }

  @Test
  void anAgeingBloomFilterByTimeIsStoredAsEver() {
    AgeingBloomFilter filter = AgeingBloomFilter.ofTime(Duration.ofSeconds(10), 2, 4, 0.2);
    filter.add("ada", -1);
    filter.add(7L, 12_345);
    byte[] bytes =
        golden(
            "494b22015000000053084297f72634f2010102020100000001010000000000001027000000000000"
                + "39300000000000000000000000000000000000000000000000000000000000000000000000000000"
                + "20000010008000000004000020080000");
    assertThat(filter.toByteArray()).isEqualTo(bytes);
    assertThat(AgeingBloomFilter.fromBytes(bytes)).isEqualTo(filter);
  }

  @Test
  void anAgeingBloomFilterByNumberIsStoredAsEver() {
    AgeingBloomFilter filter = AgeingBloomFilter.ofItems(4, 2, 0.2);
    filter.add("ada");
    filter.add(7L);
    filter.add(8L);
    byte[] bytes =
        golden(
            "494b220150000000369dc8bec09657f1010102020100000000010000000000000400000000000000"
                + "03000000000000002000001000900100044400002108000004000000040000400100000000009000"
                + "00000000000000000000000000000000");
    assertThat(filter.toByteArray()).isEqualTo(bytes);
    assertThat(AgeingBloomFilter.fromBytes(bytes)).isEqualTo(filter);
  }
}
