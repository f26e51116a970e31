package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Type;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

final class KeyCacheTest {

  private static final int ROWS = 2_000;

  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void findsWhatTheTableFindsWhateverTheKeys() {
    check(key -> key, 100, true);
    check(key -> key, 100, false);
    check(key -> key * 8192, 50, true); // all in one place of the cache
    check(key -> key * 0x9E3779B97F4A7C15L, 5_000, true);
    check(key -> -key, 1_000_000, true); // too many to be remembered
    check(key -> key, 1_000_000, false);
  }

  /** Several tables take turns: what is remembered of one must not be believed of another. */
  private void check(LongUnaryOperator keys, int different, boolean windowed) {
    KeyCache cache = new KeyCache();
    int found = 0;
    for (int round = 0; round < 6; round++) {
      GroupTable cached = new GroupTable(new Type[] {Type.BIGINT}, windowed);
      GroupTable plain = new GroupTable(new Type[] {Type.BIGINT}, windowed);
      for (int batch = 0; batch < 30; batch++) {
        ColumnVector key = new ColumnVector(Type.BIGINT, ROWS);
        long[] panes = windowed ? new long[ROWS] : null;
        long[] hashes = new long[ROWS];
        for (int row = 0; row < ROWS; row++) {
          key.longs()[row] = keys.applyAsLong(random.nextInt(different));
          if (windowed) {
            panes[row] = 10_000L * (batch / 7 + random.nextInt(batch % 5 == 0 ? 3 : 2));
          }
        }
        ColumnHash.hash(key, ROWS, hashes);
        int[] expected = new int[ROWS];
        int[] groups = new int[ROWS];
        plain.find(new ColumnVector[] {key}, hashes, panes, ROWS, expected);
        if (cache.find(cached, key, panes, ROWS, groups)) {
          found++;
        } else {
          cached.find(new ColumnVector[] {key}, hashes, panes, ROWS, groups);
        }
        assertThat(groups).isEqualTo(expected);
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void leavesNullsAndOtherTypesToTheTable() {
    KeyCache cache = new KeyCache();
    int[] groups = new int[2];
    GroupTable table = new GroupTable(new Type[] {Type.BIGINT}, false);
    ColumnVector numbers = new ColumnVector(Type.BIGINT, 2);
    assertThat(cache.find(table, numbers, null, 2, groups)).isTrue();
    ColumnVector nulls = new ColumnVector(Type.BIGINT, 2);
    nulls.setNull(1);
    assertThat(cache.find(table, nulls, null, 2, groups)).isFalse();
    long[] hashes = new long[2];
    ColumnHash.hash(nulls, 2, hashes);
    table.find(new ColumnVector[] {nulls}, hashes, null, 2, groups);
    assertThat(groups[0]).isNotEqualTo(groups[1]);
    assertThat(cache.find(table, numbers, null, 2, groups)).isFalse();
    GroupTable texts = new GroupTable(new Type[] {Type.DOUBLE}, false);
    assertThat(cache.find(texts, new ColumnVector(Type.DOUBLE, 2), null, 2, groups)).isFalse();
  }
}
