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
        "494b20011800000007dda53cde03203d01000000010102000002000001000900" + "1000444000021080000");
    check(
        BloomFilter.create(10, 0.001),
        "494b20012800000024a9422f3d7230cb0100000001010400002800200041008000"
            + "4000101000000a00010004000040940002800040060200");
    check(
        BloomFilter.create(10, 1e-6),
        "494b20014800000033679a72ed72fec10100000001010800002800200041008000"
            + "4000101000000a00010004000040940002800040060200080400041008408002006400000100000004"
            + "050000a00840000000002004a1");
  }

  @Test
  void aScalableBloomFilterIsStoredAsEver() {
    ScalableBloomFilter filter = ScalableBloomFilter.create(2, 0.2);
    filter.add("ada");
    filter.add(7L);
    filter.add(8L);
    byte[] bytes =
        golden(
            "494b210136000000aa6e4b632eded3af02000000000000009a9999999999c93f01000200002000000100"
                + "090010004440000210800000104000000040000400100000000009000");
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
            "494b22015000000053084297f72634f10101020201000000010100000000000010270000000000003930"
                + "000000000000000000000000000000000000000000000000000000000000000000000000000002"
                + "0000010008000000004000020080000");
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
            "494b220150000000369dc8bec09657f10101020201000000000100000000000004000000000000000300"
                + "000000000000200000100090010004440000210800000400000004000040010000000000900000"
                + "000000000000000000000000000000");
    assertThat(filter.toByteArray()).isEqualTo(bytes);
    assertThat(AgeingBloomFilter.fromBytes(bytes)).isEqualTo(filter);
  }
}
