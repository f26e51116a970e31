package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GroupTableTest {

  @Test
  void numbersEqualKeysAlikeInOrderOfAppearance() {
    SplittableRandom random = new SplittableRandom(1);
    Type[] types = {Type.VARCHAR, Type.DOUBLE, Type.BIGINT};
    GroupTable table = new GroupTable(types, true);
    Map<List<Object>, Integer> expected = new HashMap<>();
    int rows = 100;
    for (int batch = 0; batch < 200; batch++) {
      ColumnVector[] keys = {
        new ColumnVector(types[0], rows),
        new ColumnVector(types[1], rows),
        new ColumnVector(types[2], rows)
      };
      long[] panes = new long[rows];
      long[] hashes = new long[rows];
      int[] numbers = new int[rows];
      for (int row = 0; row < rows; row++) {
        List<Object> key = new ArrayList<>();
        panes[row] = random.nextInt(3);
        key.add(panes[row]);
        if (random.nextInt(9) == 0) {
          keys[0].setNull(row);
          key.add(null);
        } else {
          String text = "k".repeat(random.nextInt(5));
          keys[0].setText(row, text);
          key.add(text);
        }
        double number = random.nextInt(3) == 0 ? -0.0 : random.nextInt(2) == 0 ? 0.0 : Double.NaN;
        keys[1].doubles()[row] = number;
        key.add(number == 0 ? 0.0 : number);
        keys[2].longs()[row] = random.nextInt(40);
        key.add(keys[2].longs()[row]);
        numbers[row] = expected.computeIfAbsent(key, k -> expected.size());
      }
      long[] parts = new long[rows];
      ColumnHash.hash(keys[0], rows, hashes);
      for (int k = 1; k < 3; k++) {
        ColumnHash.hash(keys[k], rows, parts);
        ColumnHash.combine(hashes, parts, rows);
      }
      int[] groups = new int[rows];
      table.find(keys, hashes, panes, rows, groups);
      assertThat(groups).isEqualTo(numbers);
    }
    assertThat(table.size()).isEqualTo(expected.size());
  }

  @Test
  void equalHashesOfDifferentKeysDoNotMakeThemOneGroup() {
    Type[] types = {Type.VARCHAR};
    GroupTable table = new GroupTable(types, false);
    ColumnVector key = new ColumnVector(Type.VARCHAR, 3);
    key.setText(0, "one");
    key.setText(1, "two");
    key.setText(2, "one");
    int[] groups = new int[3];
    table.find(new ColumnVector[] {key}, new long[3], null, 3, groups);
    assertThat(groups).containsExactly(0, 1, 0);
  }

  @Test
  void findsGroupsOfAnotherTable() {
    Type[] types = {Type.VARCHAR, Type.BIGINT};
    GroupTable first = new GroupTable(types, false);
    GroupTable second = new GroupTable(types, false);
    int[] groups = new int[2];
    first.find(keys("a", 1, "b", 2), new long[] {7, 8}, null, 2, groups);
    second.find(keys("b", 2, "c", 3), new long[] {8, 8}, null, 2, groups);
    assertThat(first.find(second, 0)).isEqualTo(1);
    assertThat(first.find(second, 1)).isEqualTo(2);
    assertThat(first.size()).isEqualTo(3);
    ColumnVector target = new ColumnVector(Type.VARCHAR, 1);
    first.writeKey(2, 0, target, 0);
    assertThat(target.text(0)).isEqualTo("c");
  }

  private static ColumnVector[] keys(String first, long firstNumber, String second, long number) {
    ColumnVector texts = new ColumnVector(Type.VARCHAR, 2);
    texts.setText(0, first);
    texts.setText(1, second);
    ColumnVector numbers = new ColumnVector(Type.BIGINT, 2);
    numbers.longs()[0] = firstNumber;
    numbers.longs()[1] = number;
    return new ColumnVector[] {texts, numbers};
  }
}
