package dev.inkling.sketch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Damaged images with right checksums. */
final class Forgery {

  static final int PREAMBLE_BYTES = 16;

  private Forgery() {}

  /**
   * An image whose body was cut or lengthened now and then and damaged at up to four places, half
   * of them in its head, and that was sealed again.
   */
  static byte[] of(byte[] image, SplittableRandom random) {
    int body = image.length - PREAMBLE_BYTES;
    int length = random.nextInt(4) == 0 ? random.nextInt(Math.min(body, 300) + 20) : body;
    byte[] forged = Arrays.copyOf(image, PREAMBLE_BYTES + length);
    int damages = 1 + random.nextInt(4);
    for (int i = 0; i < damages && length > 0; i++) {
      int reach = random.nextBoolean() ? Math.min(32, length) : length;
      int at = PREAMBLE_BYTES + random.nextInt(reach);
      forged[at] =
          switch (random.nextInt(5)) {
            case 0 -> (byte) 0xFF;
            case 1 -> (byte) 0x7F;
            case 2 -> 0;
            case 3 -> (byte) (forged[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt();
          };
    }
    ByteBuffer sealed = ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN);
    sealed.putInt(4, length);
    sealed.putInt(8, crc(forged, PREAMBLE_BYTES, length));
    sealed.putInt(12, crc(forged, 0, 12));
    return forged;
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
