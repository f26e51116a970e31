package dev.inkling.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inkling.hash.Hash64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The laws of every {@link HashSketch}. Item i is the long i.
 *
 * @param <S> the sketch under test
 */
public abstract class HashSketchContractTest<S extends HashSketch<S>>
    extends SketchContractTest<S> {

  private static final int ITEMS = 20_000;
  private static final long[] HASHES = new long[ITEMS];

  static {
    for (int i = 0; i < ITEMS; i++) {
      HASHES[i] = Hash64.xxh3().hash((long) i);
    }
  }

  @Override
  public void add(S sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.addHash(HASHES[i]);
    }
  }

  @Override
  public void addBatch(S sketch, int from, int to) {
    sketch.addHashes(HASHES, from, to);
  }

  @Override
  public boolean mergeIsExact() {
    return true;
  }

  @Test
  void typedAddsAddTheHashOfTheValue() {
    S typed = create();
    typed.add(42L);
    typed.add(1.5);
    typed.add(-0.0);
    typed.add("grün \uD83D\uDE00");
    byte[] bytes = {9, 1, 2, 3, 9};
    typed.add(bytes, 1, 4);

    S hashed = create();
    Hash64 hash = hashed.hash64();
    hashed.addHash(hash.hash(42L));
    hashed.addHash(hash.hash(1.5));
    hashed.addHash(hash.hash(0.0));
    byte[] utf8 = "grün \uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    hashed.addHash(hash.hash(utf8, 0, utf8.length));
    hashed.addHash(hash.hash(new byte[] {1, 2, 3}, 0, 3));
    assertThat(typed).isEqualTo(hashed);
  }

  @Test
  void extremeHashesAreValuesLikeOthers() {
    long[] extremes = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -1L << 32, 0xFFFFFFFFL};
    S batch = create();
    batch.addHashes(extremes, 0, extremes.length);
    S scalar = create();
    for (int i = extremes.length - 1; i >= 0; i--) {
      scalar.addHash(extremes[i]);
    }
    assertThat(scalar).isEqualTo(batch);
    assertThat(fromBytes(batch.toByteArray())).isEqualTo(batch);
    assertThat(batch.isEmpty()).isFalse();
  }

  @Test
  void aRangeOutsideTheArrayIsRefusedBeforeAnythingIsAdded() {
    S sketch = create();
    for (int[] range : new int[][] {{-1, 2}, {0, ITEMS + 1}, {5, 4}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> sketch.addHashes(HASHES, range[0], range[1]));
    }
    assertThat(sketch).isEqualTo(create());
  }

  @Test
  void anyOrderSplitAndMergeTreeGivesTheSameBytes() {
    if (!mergeIsExact()) {
      return;
    }
    SplittableRandom random = new SplittableRandom(7);
    for (int n : sizes()) {
      byte[] expected = create().merge(direct(HASHES, n)).toByteArray();
      for (int run = 0; run < 20; run++) {
        long[] shuffled = HASHES.clone();
        for (int i = n - 1; i > 0; i--) {
          int j = random.nextInt(i + 1);
          long swap = shuffled[i];
          shuffled[i] = shuffled[j];
          shuffled[j] = swap;
        }
        List<S> parts = new ArrayList<>();
        for (int from = 0; from < n; ) {
          int to = Math.min(n, from + 1 + random.nextInt(1 + n / 2));
          S part = create();
          part.addHashes(shuffled, from, to);
          parts.add(part);
          from = to;
        }
        parts.add(create());
        while (parts.size() > 1) {
          S right = parts.remove(random.nextInt(parts.size()));
          parts.get(random.nextInt(parts.size())).merge(right);
        }
        assertThat(parts.get(0).toByteArray()).isEqualTo(expected);
      }
    }
  }

  private S direct(long[] hashes, int n) {
    S sketch = create();
    sketch.addHashes(hashes, 0, n);
    return sketch;
  }
}
