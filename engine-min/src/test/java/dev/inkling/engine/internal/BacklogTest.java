package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BacklogTest {

  private final GroupOrder order = new GroupOrder();

  @Test
  void handsAllValuesOverGroupByGroupInTheirOrder() {
    SplittableRandom random = new SplittableRandom(1);
    Backlog longs = Backlog.of(Aggregators.countDistinct(0.05), 500);
    Backlog doubles = Backlog.of(Aggregators.quantiles(0.5), 500);
    for (int round = 0; round < 50; round++) {
      int groups = 1 + random.nextInt(40);
      Map<Integer, List<Long>> expected = new HashMap<>();
      for (int batch = random.nextInt(6); batch >= 0; batch--) {
        int rows = random.nextInt(200);
        int[] rowGroups = random.ints(rows, 0, groups).toArray();
        long[] values = random.longs(rows, 0, 1000).toArray();
        for (int row = 0; row < rows; row++) {
          expected.computeIfAbsent(rowGroups[row], g -> new ArrayList<>()).add(values[row]);
        }
        longs.add(rowGroups, values, rows);
        doubles.add(rowGroups, Arrays.stream(values).asDoubleStream().toArray(), rows);
      }
      Map<Integer, List<Long>> handedOver = new HashMap<>();
      longs.drainLongs(
          order,
          groups,
          (group, values, from, to) ->
              assertThat(handedOver.put(group, list(Arrays.copyOfRange(values, from, to))))
                  .isNull());
      assertThat(handedOver).isEqualTo(expected);
      handedOver.clear();
      doubles.drainDoubles(
          order,
          groups,
          (group, values, from, to) ->
              handedOver.put(
                  group,
                  list(
                      Arrays.stream(values, from, to).mapToLong(value -> (long) value).toArray())));
      assertThat(handedOver).isEqualTo(expected);
      assertThat(longs.isEmpty()).isTrue();
      assertThat(doubles.isEmpty()).isTrue();
    }
  }

  private static List<Long> list(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Test
  void isFullWithMoreThanItsMostUnlessItIsEmpty() {
    Backlog backlog = Backlog.of(Aggregators.countDistinct(0.05), 10);
    assertThat(backlog.isFullWith(11)).isFalse();
    backlog.add(new int[11], new long[11], 11);
    assertThat(backlog.isFullWith(1)).isTrue();
    backlog.drainLongs(order, 1, (group, values, from, to) -> assertThat(to - from).isEqualTo(11));
    backlog.add(new int[4], new long[4], 4);
    assertThat(backlog.isFullWith(6)).isFalse();
    assertThat(backlog.isFullWith(7)).isTrue();
    assertThat(backlog.heapBytes()).isPositive();
  }

  @Test
  void isForSketchesOfNumbersAndHashes() {
    assertThat(Backlog.isFor(Aggregators.countDistinct(0.05))).isTrue();
    assertThat(Backlog.isFor(Aggregators.quantiles(0.5))).isTrue();
    assertThat(Backlog.isFor(Aggregators.topK(10, Type.BIGINT))).isTrue();
    assertThat(Backlog.isFor(Aggregators.topK(10, Type.VARCHAR))).isFalse();
    assertThat(Backlog.isFor(Aggregators.count())).isFalse();
  }
}
