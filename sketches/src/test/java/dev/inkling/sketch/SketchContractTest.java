package dev.inkling.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The laws of every {@link Sketch}. A concrete test hands in a factory and a fixed stream: item i
 * depends on i alone.
 *
 * @param <S> the sketch under test
 */
public abstract class SketchContractTest<S extends Sketch<S>> {

  private static final long SEED = 0x5EED_C0DEL;

  /** A new empty sketch; all that this gives are mergeable with each other. */
  public abstract S create();

  /** An empty sketch that {@link #create}'s cannot be merged with, or null if there is none. */
  public abstract S incompatible();

  /** Adds the items from (inclusive) to to (exclusive) one at a time, without allocating. */
  public abstract void add(S sketch, int from, int to);

  /** Adds the same items by the batch method, without allocating. */
  public abstract void addBatch(S sketch, int from, int to);

  /** Decodes a whole image. */
  public abstract S fromBytes(byte[] bytes);

  /** Decodes the image at the position of the source. */
  public abstract S readFrom(ByteBuffer source);

  /** Whether any order, split and merge tree of the same items gives the same bytes. */
  public abstract boolean mergeIsExact();

  /** Checks every answer of an empty sketch. */
  public abstract void checkEmptyAnswers(S empty);

  /** Numbers of items that reach every state of the sketch; 0 first. */
  public int[] sizes() {
    return new int[] {0, 1, 3, 100, 5_000};
  }

  private S of(int from, int to) {
    S sketch = create();
    addBatch(sketch, from, to);
    return sketch;
  }

  private void assertSame(S actual, S expected) {
    assertThat(actual.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(actual).isEqualTo(expected).hasSameHashCodeAs(expected);
  }

  @Test
  void anEmptySketchSaysSoAndAnswers() {
    S empty = create();
    assertThat(empty.isEmpty()).isTrue();
    checkEmptyAnswers(empty);
    checkEmptyAnswers(fromBytes(empty.toByteArray()));
    addBatch(empty, 0, 0);
    assertThat(empty.isEmpty()).isTrue();
    add(empty, 0, 1);
    assertThat(empty.isEmpty()).isFalse();
  }

  @Test
  void theSameItemsInTheSameOrderGiveTheSameBytes() {
    for (int n : sizes()) {
      assertSame(of(0, n), of(0, n));
    }
  }

  @Test
  void differentItemsGiveUnequalSketches() {
    assertThat(of(0, 3)).isNotEqualTo(of(3, 7)).isNotEqualTo(create()).isNotEqualTo("a text");
  }

  @Test
  void aBatchIsItsItemsOneByOne() {
    for (int n : sizes()) {
      S scalar = create();
      add(scalar, 0, n);
      S batches = create();
      int from = 0;
      for (int length = 0; from < n; length = 3 * length + 1) {
        int to = Math.min(n, from + length);
        addBatch(batches, from, to);
        from = to;
      }
      assertSame(of(0, n), scalar);
      assertSame(batches, scalar);
    }
  }

  @Test
  void emptyIsNeutralInMerge() {
    for (int n : sizes()) {
      assertSame(of(0, n).merge(create()), of(0, n));
      if (mergeIsExact()) {
        assertSame(create().merge(of(0, n)), of(0, n));
      }
    }
    assertThat(create().merge(create()).isEmpty()).isTrue();
    assertThat(create().merge(of(0, 1)).isEmpty()).isFalse();
  }

  @Test
  void mergeReturnsThisAndLeavesTheOtherAsItWas() {
    for (int n : sizes()) {
      for (int m : sizes()) {
        S left = of(0, n);
        S right = of(n / 2, n / 2 + m);
        byte[] before = right.toByteArray();
        assertThat(left.isMergeableWith(right)).isTrue();
        assertThat(left.merge(right)).isSameAs(left);
        assertThat(right.toByteArray()).isEqualTo(before);
        add(left, n, n + 50);
        assertThat(right.toByteArray()).isEqualTo(before);
      }
    }
  }

  @Test
  void mergingTwiceInTheSameWayGivesTheSameBytes() {
    for (int n : sizes()) {
      for (int m : sizes()) {
        S right = of(n, n + m);
        assertSame(of(0, n).merge(right), of(0, n).merge(right.copy()));
        assertSame(of(0, n).merge(fromBytes(right.toByteArray())), of(0, n).merge(right));
      }
    }
  }

  @Test
  void mergeEqualsDirectInsertionInAnyOrder() {
    if (!mergeIsExact()) {
      return;
    }
    for (int n : sizes()) {
      for (int m : sizes()) {
        S direct = of(0, n + m);
        assertSame(of(0, n).merge(of(n, n + m)), direct);
        assertSame(of(n, n + m).merge(of(0, n)), direct);
        int third = (n + m) / 3;
        S leftFirst = of(0, third).merge(of(third, 2 * third)).merge(of(2 * third, n + m));
        S rightFirst = of(0, third).merge(of(third, 2 * third).merge(of(2 * third, n + m)));
        assertSame(leftFirst, direct);
        assertSame(rightFirst, direct);
      }
    }
  }

  @Test
  void selfMergeIsMergeWithACopy() {
    for (int n : sizes()) {
      S self = of(0, n);
      S withCopy = of(0, n);
      withCopy.merge(withCopy.copy());
      assertSame(self.merge(self), withCopy);
    }
  }

  @Test
  void incompatibleSketchesAreRefusedAndLeftAlone() {
    S other = incompatible();
    if (other == null) {
      return;
    }
    S sketch = of(0, 100);
    assertThat(sketch.isMergeableWith(other)).isFalse();
    assertThat(other.isMergeableWith(sketch)).isFalse();
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> sketch.merge(other));
    assertSame(sketch, of(0, 100));
  }

  @Test
  void aCopySharesNothingWithItsOriginal() {
    for (int n : sizes()) {
      S original = of(0, n);
      S copy = original.copy();
      assertSame(copy, original);
      add(copy, n, n + 200);
      assertSame(original, of(0, n));
      S second = original.copy();
      add(original, n, n + 200);
      assertSame(second, of(0, n));
      assertSame(original, copy);
    }
  }

  @Test
  void aClearedSketchIsAsNew() {
    for (int n : sizes()) {
      S sketch = of(0, n);
      assertThat(sketch.clear()).isSameAs(sketch);
      assertThat(sketch.isEmpty()).isTrue();
      checkEmptyAnswers(sketch);
      assertSame(sketch, create());
      add(sketch, 0, 100);
      assertSame(sketch, of(0, 100));
    }
  }

  @Test
  void bytesGoRoundAndTheReadSketchGoesOnLikeTheWritten() {
    for (int n : sizes()) {
      S sketch = of(0, n);
      byte[] bytes = sketch.toByteArray();
      assertThat(bytes).hasSize(sketch.serializedBytes());
      assertThat(sketch.toByteArray()).isEqualTo(bytes);
      S read = fromBytes(bytes);
      assertThat(read.isEmpty()).isEqualTo(sketch.isEmpty());
      assertSame(read, sketch);
      add(read, n, n + 3_000);
      add(sketch, n, n + 3_000);
      assertSame(read, sketch);
    }
  }

  @Test
  void writeToKeepsTheByteOrderAndMovesThePosition() {
    for (int n : sizes()) {
      S sketch = of(0, n);
      int size = sketch.serializedBytes();
      byte[] image = sketch.toByteArray();
      for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
        for (boolean direct : new boolean[] {false, true}) {
          ByteBuffer target =
              (direct ? ByteBuffer.allocateDirect(size + 12) : ByteBuffer.allocate(size + 12))
                  .order(order);
          target.position(5);
          sketch.writeTo(target);
          assertThat(target.order()).isEqualTo(order);
          assertThat(target.position()).isEqualTo(5 + size);
          byte[] written = new byte[size];
          target.get(5, written);
          assertThat(written).isEqualTo(image);
          ByteBuffer source = target.asReadOnlyBuffer().order(order);
          source.position(5);
          assertSame(readFrom(source), sketch);
          assertThat(source.position()).isEqualTo(5 + size);
          assertThat(source.order()).isEqualTo(order);
        }
      }
    }
  }

  @Test
  void tooLittleRoomWritesNothing() {
    S sketch = of(0, 100);
    ByteBuffer target = ByteBuffer.allocate(sketch.serializedBytes() - 1);
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> sketch.writeTo(target));
    assertThat(target.position()).isZero();
    assertThat(target.array()).containsOnly(0);
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsRefused() {
    for (int n : sizes()) {
      byte[] image = of(0, n).toByteArray();
      // quadratic work: all of a small image, of a large one the head and a stride through the rest
      int stride = Math.max(1, image.length / 1_000);
      for (int i = 0; i < image.length; i += i < 64 ? 1 : stride) {
        byte[] head = Arrays.copyOf(image, i);
        assertRefused(head, "truncated to " + i);
        for (int bit = 0; bit < 8; bit++) {
          image[i] ^= (byte) (1 << bit);
          assertRefused(image, "bit " + bit + " of byte " + i + " flipped");
          image[i] ^= (byte) (1 << bit);
        }
      }
      assertRefused(Arrays.copyOf(image, image.length + 1), "one byte too long");
    }
  }

  private void assertRefused(byte[] bytes, String what) {
    assertThatExceptionOfType(SketchFormatException.class)
        .as(what)
        .isThrownBy(() -> fromBytes(bytes));
  }

  @Test
  void randomBytesAreRefused() {
    SplittableRandom random = new SplittableRandom(SEED);
    long before = allocatedBytes();
    for (int i = 0; i < 5_000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      assertRefused(garbage, "garbage " + i);
    }
    assertThat(allocatedBytes() - before).isLessThan(5_000L * 20_000);
  }

  /** The checksum is no defence against forgery: these images have a right one. */
  @Test
  void forgedBodiesAreRefusedOrReadAsWhatTheySayWithinBoundedMemory() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int n : sizes()) {
      byte[] image = of(0, n).toByteArray();
      for (int i = 0; i < 2_000; i++) {
        byte[] forged = Forgery.of(image, random);
        long before = allocatedBytes();
        S read = null;
        try {
          read = fromBytes(forged);
        } catch (SketchFormatException expected) {
          assertThat(expected).hasMessageMatching("(?s).{10,}");
        }
        // classes that are loaded on the way take their share too
        assertThat(allocatedBytes() - before).isLessThan((4L << 20) + 64L * forged.length);
        if (read != null) {
          assertThat(read.toByteArray()).as("forgery %d of %d items", i, n).isEqualTo(forged);
        }
      }
    }
  }

  @Test
  void addAllocatesNothingOnceTheSketchIsWarm() {
    for (int n : sizes()) {
      S sketch = of(0, n);
      assertThat(leastAllocation(() -> add(sketch, 0, n))).isZero();
      assertThat(leastAllocation(() -> addBatch(sketch, 0, n))).isZero();
    }
  }

  /** The least that five runs allocated after three to load and link: growth is amortised. */
  private static long leastAllocation(Runnable run) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      long before = allocatedBytes();
      run.run();
      long allocated = allocatedBytes() - before;
      if (i >= 3) {
        least = Math.min(least, allocated);
      }
    }
    return least;
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long allocatedBytes() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void heapBytesCoverTheStateOfTheSketch() {
    long empty = create().heapBytes();
    assertThat(empty).isBetween(16L, 1L << 30);
    for (int n : sizes()) {
      S sketch = of(0, n);
      assertThat(sketch.heapBytes()).isGreaterThanOrEqualTo(empty).matches(b -> b % 8 == 0);
      assertThat(sketch.copy().heapBytes()).isLessThanOrEqualTo(sketch.heapBytes());
    }
  }

  @Test
  void toStringIsOneLine() {
    for (int n : sizes()) {
      assertThat(of(0, n).toString()).isNotBlank().doesNotContain("\n").doesNotContain("@");
    }
  }
}
