package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One value in every row, written once. */
final class EvalConstant implements EvalNode {

  private final Object value;
  private final ColumnVector vector;

  private EvalConstant(Object value, ColumnVector vector) {
    this.value = value;
    this.vector = vector;
  }

  /** A constant; a Long, Double, String or Boolean as the type has it, or null. */
  static EvalConstant create(Object value, Type type, int capacity) {
    ColumnVector vector = new ColumnVector(type, capacity);
    if (value == null) {
      for (int row = 0; row < capacity; row++) {
        vector.setNull(row);
      }
    } else {
      switch (type) {
        case BIGINT, TIMESTAMP -> Arrays.fill(vector.longs(), (Long) value);
        case BOOLEAN -> Arrays.fill(vector.longs(), (Boolean) value ? 1 : 0);
        case DOUBLE -> Arrays.fill(vector.doubles(), (Double) value);
        case VARCHAR -> {
          byte[] utf8 = ((String) value).getBytes(StandardCharsets.UTF_8);
          vector.shareBytes(utf8);
          Arrays.fill(vector.lengths(), utf8.length);
        }
        case TOP_ITEMS, VALUES ->
            throw new IllegalArgumentException("there are no literals of " + type);
      }
    }
    return new EvalConstant(value, vector);
  }

  /** The constant with the value of a vector's row. */
  static EvalConstant of(ColumnVector vector, int row, int capacity) {
    return create(valueAt(vector, row), vector.type(), capacity);
  }

  /** A vector's value as a Long, Double, String or Boolean, or null. */
  static Object valueAt(ColumnVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector.type()) {
      case BIGINT, TIMESTAMP -> vector.longs()[row];
      case BOOLEAN -> vector.longs()[row] != 0;
      case DOUBLE -> vector.doubles()[row];
      case VARCHAR -> vector.text(row);
      case TOP_ITEMS, VALUES -> throw new IllegalArgumentException("lists cannot be evaluated");
    };
  }

  /** The value, as in a literal; null for SQL's NULL. */
  Object value() {
    return value;
  }

  @Override
  public Type type() {
    return vector.type();
  }

  @Override
  public ColumnVector eval(RowBatch batch, int rows, long[] active) {
    return vector;
  }
}
