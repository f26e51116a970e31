package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.inkling.sketch.SketchFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Filters as streams: up to 2 GiB the bytes of the array, beyond that a form of its own. */
class BloomFilterStreamTest {

  /** As if arrays could not be longer. */
  private static final BloomFormat SHORT = new BloomFormat(1_000);

  private static BloomFilter filter(int n, double rate) {
    BloomFilter filter = BloomFilter.create(Math.max(1, n), rate);
    filter.addHashes(new SplittableRandom(n).longs(n).toArray(), 0, n);
    return filter;
  }

  private static Blocks blocks(int n) {
    Blocks blocks = new Blocks(1 + n / 10, 2);
    blocks.addAll(new SplittableRandom(n).longs(n).toArray(), 0, n);
    return blocks;
  }

  private static byte[] written(BloomFormat format, Blocks blocks) throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    format.write(blocks, target);
    assertThat(target.size()).isEqualTo((int) format.storedBytes(blocks));
    return target.toByteArray();
  }

  @Test
  void aStreamHasTheBytesOfTheArray() throws IOException {
    for (int n : new int[] {0, 1, 1_000, 100_000}) {
      for (double rate : new double[] {0.1, 0.001, 1e-6}) {
        BloomFilter filter = filter(n, rate);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        filter.writeTo(target);
        assertThat(target.toByteArray()).isEqualTo(filter.toByteArray());
        assertThat(filter.storedBytes()).isEqualTo(target.size());
        target.write(77);
        InputStream source = new ByteArrayInputStream(target.toByteArray());
        assertThat(BloomFilter.readFrom(source)).isEqualTo(filter);
        assertThat(source.read()).isEqualTo(77);
      }
    }
  }

  @Test
  void aFilterTooLongForAnArrayIsWrittenAsAStreamOnly() throws IOException {
    for (int n : new int[] {0, 100, 5_000, 200_000}) {
      Blocks blocks = blocks(n);
      byte[] bytes = written(SHORT, blocks);
      InputStream source = new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length + 5));
      assertThat(SHORT.read(source)).isEqualTo(blocks);
      assertThat(source.available()).isEqualTo(5);
      if (bytes.length > 1_000) {
        // the other form is what only the one or the other would write
        byte[] other = written(new BloomFormat(BloomFormat.MAX_IMAGE_BYTES), blocks);
        assertThatExceptionOfType(SketchFormatException.class)
            .isThrownBy(() -> SHORT.read(new ByteArrayInputStream(other)));
        assertThatExceptionOfType(SketchFormatException.class)
            .isThrownBy(() -> BloomFilter.readFrom(new ByteArrayInputStream(bytes)));
        assertThatExceptionOfType(SketchFormatException.class)
            .isThrownBy(() -> BloomFilter.readFrom(ByteBuffer.wrap(bytes)));
      }
    }
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsRefused() throws IOException {
    for (int n : new int[] {0, 50, 700}) {
      byte[] bytes = written(SHORT, blocks(n));
      for (int length = 0; length < bytes.length; length++) {
        InputStream head = new ByteArrayInputStream(bytes, 0, length);
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> SHORT.read(head));
      }
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        InputStream source = new ByteArrayInputStream(flipped);
        assertThatThrownBy(() -> SHORT.read(source))
            .isInstanceOfAny(SketchFormatException.class, EOFException.class);
      }
    }
  }

  @Test
  void aLargeClaimTakesNoMemoryBeforeItsBytesArrive() throws IOException {
    // the head of a filter of 1.2 GB, from a filter of the same size that was never filled
    BloomFilter large = BloomFilter.create(900_000_000, 0.01);
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    large.writeTo(empty);
    byte[] header = Arrays.copyOfRange(empty.toByteArray(), 16, 24);
    header[5] = 1;
    byte[] head =
        dev.inkling.sketch.internal.Preamble.head(
            dev.inkling.sketch.internal.SketchKind.BLOOM,
            BloomFormat.VERSION,
            (int) (8 + large.sizeBits() / 8),
            0);
    byte[] claim = new byte[300_000];
    System.arraycopy(head, 0, claim, 0, 16);
    System.arraycopy(header, 0, claim, 16, 8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> BloomFilter.readFrom(new ByteArrayInputStream(claim)));
      least =
          Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
    }
    assertThat(least).isLessThan(3L * claim.length + (256 << 10));
  }

  @Test
  void whatDoesNotFitAnArrayIsSaidBeforeAnythingIsWritten() {
    BloomFilter filter = BloomFilter.create(900_000_000, 0.01);
    assertThat(filter.serializedBytes()).isEqualTo(24);
    assertThat(BloomFormat.MAX_IMAGE_BYTES).isEqualTo(Integer.MAX_VALUE - 8);
    BloomFilter more = BloomFilter.create(12_000_000_000L, 0.01);
    assertThat(more.storedBytes()).isEqualTo(24);
    assertThatIllegalStateException()
        .isThrownBy(() -> BloomFormat.imageBytes(24 + more.sizeBits() / 8))
        .withMessageContaining("use writeTo(OutputStream)");
  }

  @Test
  void aFailingTargetOrSourceIsPassedOn() {
    BloomFilter filter = filter(1_000, 0.01);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("full");
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> filter.writeTo(full))
        .withMessage("full");
  }
}
