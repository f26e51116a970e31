package dev.inkling.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.inkling.sketch.internal.SketchKind;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million damaged images of every kind: what is not a stored sketch is refused with {@link
 * SketchFormatException}, and never costs more memory than its own length warrants.
 */
class HostileBytesTest {

  private static final int IMAGES = 1_000_000;
  private static final int[] ITEMS = {0, 1, 3, 20, 60};

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What the last image was read as, null if it was refused. */
  private Sketch<?> lastRead;

  static List<EveryKind> kinds() {
    return EveryKind.all();
  }

  @Test
  void everyKindIsAttacked() {
    Set<SketchKind> attacked = EnumSet.noneOf(SketchKind.class);
    kinds().forEach(kind -> attacked.add(kind.kind()));
    assertThat(attacked).containsExactlyInAnyOrder(SketchKind.values());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aMillionFuzzedImagesAreRefusedOrReadWithinTheirMeans(EveryKind kind) {
    SplittableRandom random = new SplittableRandom(kind.name().hashCode());
    byte[][] images = new byte[ITEMS.length][];
    Arrays.setAll(images, i -> kind.withItems().apply(ITEMS[i]).toByteArray());
    int count = IMAGES / entriesOf(kind.kind());
    int refused = 0;
    for (int i = 0; i < count; i++) {
      byte[] image = images[random.nextInt(images.length)];
      byte[] hostile = random.nextInt(8) == 0 ? garbage(image, random) : Forgery.of(image, random);
      long allowed = 2L * hostile.length + (64 << 10);
      if (allocatedBy(kind, hostile) > allowed) {
        // what an error message links and loads when it is first made, it costs but once
        assertThat(allocatedBy(kind, hostile)).as("image %d", i).isLessThanOrEqualTo(allowed);
      }
      refused += lastRead == null ? 1 : 0;
      if (lastRead != null && (i & 15) == 0) {
        assertThat(lastRead.toByteArray()).as("image %d", i).isEqualTo(hostile);
      }
    }
    assertThat(refused).isGreaterThan(count / 5);
  }

  private static int entriesOf(SketchKind kind) {
    return (int) kinds().stream().filter(entry -> entry.kind() == kind).count();
  }

  private long allocatedBy(EveryKind kind, byte[] hostile) {
    lastRead = null;
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    try {
      lastRead = kind.fromBytes().apply(hostile);
    } catch (SketchFormatException expected) {
      // refused: what is counted is its price
    }
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyTruncationAndEveryFlippedBitOfASmallImageIsRefused(EveryKind kind) {
    for (int n : ITEMS) {
      byte[] image = kind.withItems().apply(n).toByteArray();
      if (image.length > 4_096) {
        continue;
      }
      for (int length = 0; length < image.length; length++) {
        assertThat(isRefused(kind, Arrays.copyOf(image, length))).as("length %d", length).isTrue();
      }
      for (int bit = 0; bit < 8 * image.length; bit++) {
        image[bit >> 3] ^= (byte) (1 << (bit & 7));
        assertThat(isRefused(kind, image)).as("bit %d", bit).isTrue();
        image[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
    }
  }

  private static boolean isRefused(EveryKind kind, byte[] bytes) {
    try {
      return kind.fromBytes().apply(bytes) == null;
    } catch (SketchFormatException expected) {
      return true;
    }
  }

  private static byte[] garbage(byte[] image, SplittableRandom random) {
    byte[] garbage = new byte[random.nextInt(200)];
    random.nextBytes(garbage);
    System.arraycopy(
        image, 0, garbage, 0, Math.min(garbage.length, random.nextInt(Forgery.PREAMBLE_BYTES + 1)));
    return garbage;
  }
}
