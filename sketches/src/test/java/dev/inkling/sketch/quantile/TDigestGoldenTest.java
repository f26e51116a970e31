package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Stored digests of version 1 as they were first written: they stay readable and the same. */
final class TDigestGoldenTest {

  private static byte[] golden(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void aSmallDigestIsStoredAsEver() {
    TDigest digest = TDigest.create();
    digest.addAll(new double[] {3, -0.0, Double.POSITIVE_INFINITY}, 0, 3);
    byte[] bytes =
        golden(
            "494b30012800000068f5703079174b5800000000000069400000000003000000"
                + "00000000000000000000000000000840000000000000f07f");
    assertThat(digest.toByteArray()).isEqualTo(bytes);
    assertThat(TDigest.fromBytes(bytes)).isEqualTo(digest);
  }

  @Test
  void aDigestOfCentroidsAndValuesIsStoredAsEver() {
    TDigest digest = TDigest.create(20);
    for (int i = 0; i < 60; i++) {
      digest.add(i * i % 61);
    }
    digest.compress();
    digest.add(2.5);
    byte[] bytes =
        golden(
            "494b30014c0100008f1dc106f1c14c1a00000000000034401400000001000000"
                + "03000000000000000003000000000000f03f0500000000000008400500000000"
                + "0000104005000000000000144005000000000000224008000000000000284000"
                + "00000000002a400000000000002940080000000000002c400000000000002e40"
                + "0000000000002d40080000000000003040000000000000334000000000008031"
                + "400c0000000000003440000000000000394055555555555536400c0000000000"
                + "003b400000000000004240abaaaaaaaa2a40400c000000000080434000000000"
                + "0000454055555555555544400800000000008046400000000000004740000000"
                + "0000c0464008000000000080474000000000000048400000000000c047400500"
                + "00000000804840050000000000004a40050000000000004c4005000000000080"
                + "4c40050000000000004d40050000000000004e400000000000000440");
    assertThat(digest.toByteArray()).isEqualTo(bytes);
    assertThat(TDigest.fromBytes(bytes)).isEqualTo(digest);
  }

  @Test
  void aLargeDigestHasTheChecksumItAlwaysHad() {
    TDigest digest = TDigest.create();
    long state = 1;
    for (int i = 0; i < 300_000; i++) {
      state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      digest.add((state >>> 11) * 0x1p-53);
      if (i % 100_000 == 99_999) {
        digest.merge(digest.copy());
      }
    }
    CRC32C crc = new CRC32C();
    crc.update(digest.toByteArray());
    assertThat(crc.getValue()).isEqualTo(2_766_510_693L);
  }

  /** Images with right checksums that promise more than there is, or more than is allowed. */
  @Test
  void impossibleCountsAreRefused() {
    int[][] counts = {
      {-1, 0},
      {0, -1},
      {1 << 30, 0},
      {0, 1 << 30},
      {2_049, 0},
      {0, 8_193},
      {2_048, 1},
      {1, 0},
      {0, 1}
    };
    for (int[] count : counts) {
      ByteBuffer image = ByteBuffer.allocate(Preamble.BYTES + 16);
      Preamble.write(
          image,
          SketchKind.T_DIGEST,
          1,
          16,
          body -> body.putDouble(200).putInt(count[0]).putInt(count[1]));
      assertThatExceptionOfType(SketchFormatException.class)
          .as("%d centroids, %d values", count[0], count[1])
          .isThrownBy(() -> TDigest.fromBytes(image.array()));
    }
  }
}
