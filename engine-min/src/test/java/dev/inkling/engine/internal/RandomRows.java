package dev.inkling.engine.internal;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.lit;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random rows, and random expressions whose types are right over them. Seeded. */
final class RandomRows {

  /** Two columns of every type; those ending in 0 have no nulls. */
  static final Schema SCHEMA =
      Schema.of(
          new Column("i0", Type.BIGINT),
          new Column("i1", Type.BIGINT),
          new Column("d0", Type.DOUBLE),
          new Column("d1", Type.DOUBLE),
          new Column("s0", Type.VARCHAR),
          new Column("s1", Type.VARCHAR),
          new Column("b0", Type.BOOLEAN),
          new Column("b1", Type.BOOLEAN),
          new Column("t0", Type.TIMESTAMP),
          new Column("t1", Type.TIMESTAMP));

  private static final Type[] TYPES = {
    Type.BIGINT, Type.DOUBLE, Type.VARCHAR, Type.BOOLEAN, Type.TIMESTAMP
  };
  private static final long[] LONGS = {
    0, 1, -1, 2, 10, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 1L << 32, 3_037_000_500L
  };
  private static final double[] DOUBLES = {
    0.0, -0.0, 0.5, -0.5, 2.675, 1e300, -1e-300, 0x1p63, Double.NaN, Double.POSITIVE_INFINITY
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "  a b ",
    "true",
    " False ",
    "12",
    "-7 ",
    "9223372036854775807",
    "9223372036854775808",
    "1.5e3",
    "NaN",
    "-Infinity",
    ".",
    "1e400",
    "2015-05-17",
    "2015-05-17T10:05:03.1234Z",
    "2015-02-29",
    "1969-12-31 23:59:59.999",
    "2015-05-17 10:05+02:00",
    "Straße",
    "ǅ İstanbul",
    "ΟΔΟΣ",
    "ﬁn",
    "a😀b",
    "😀",
    "naïve",
    "\uFFFF",
    "𐀀",
    "a%b_c",
    "\n",
    "aaaaaaaaab",
    "The quick brown fox jumps over the lazy dog"
  };
  private static final String[] LETTERS = {"a", "b", "A", " ", "%", "_", "ä", "😀", "日", "1"};
  private static final String[] PATTERNS = {
    "%", "", "a%", "%b", "%a%", "a%b", "_", "%_b", "_😀%", "%a_a%b", "a", "%%", "__%", "%o_e%",
    "% %"
  };
  private static final String[] UNITS = {
    "YEAR",
    "QUARTER",
    "MONTH",
    "WEEK",
    "DAY",
    "HOUR",
    "MINUTE",
    "SECOND",
    "MILLISECOND",
    "DOW",
    "DOY"
  };

  private final Random random;

  RandomRows(long seed) {
    this.random = new Random(seed);
  }

  /** Rows of {@link #SCHEMA}. */
  Object[][] rows(int count) {
    Object[][] rows = new Object[count][SCHEMA.size()];
    for (Object[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        boolean isNull = c % 2 == 1 && random.nextInt(4) == 0;
        row[c] = isNull ? null : value(SCHEMA.column(c).type());
      }
    }
    return rows;
  }

  /** A batch of these rows, each second one with texts that are slices of one array. */
  RowBatch batch(Object[][] rows) {
    RowBatch batch = new RowBatch(SCHEMA, rows.length);
    for (int c = 0; c < SCHEMA.size(); c++) {
      ColumnVector column = batch.column(c);
      for (int r = 0; r < rows.length; r++) {
        set(column, r, rows[r][c]);
      }
    }
    batch.setSize(rows.length);
    return batch;
  }

  /** Writes a value; leaves garbage in the values of nulls. */
  private void set(ColumnVector column, int row, Object value) {
    if (value == null) {
      if (column.type().isLong()) {
        column.longs()[row] = column.type() == Type.BOOLEAN ? row & 1 : Long.MIN_VALUE + row % 2;
      } else if (column.type() == Type.DOUBLE) {
        column.doubles()[row] = row % 2 == 0 ? 0 : Double.NaN;
      }
      column.setNull(row);
    } else if (value instanceof Long n) {
      column.longs()[row] = n;
    } else if (value instanceof Boolean b) {
      column.longs()[row] = b ? 1 : 0;
    } else if (value instanceof Double d) {
      column.doubles()[row] = d;
    } else {
      column.setText(row, (String) value);
    }
  }

  /** A random value of a type; now and then one at the edge. */
  Object value(Type type) {
    boolean isEdge = random.nextInt(5) == 0;
    return switch (type) {
      case BIGINT -> isEdge ? LONGS[random.nextInt(LONGS.length)] : random.nextInt(2001) - 1000L;
      case DOUBLE ->
          isEdge ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextInt(20001) / 1000.0 - 10;
      case BOOLEAN -> random.nextBoolean();
      case TIMESTAMP ->
          isEdge
              ? LONGS[random.nextInt(LONGS.length)]
              : random.nextLong() >> (8 + random.nextInt(32));
      default -> isEdge ? TEXTS[random.nextInt(TEXTS.length)] : letters();
    };
  }

  private String letters() {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(12); n > 0; n--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }

  Type type() {
    return TYPES[random.nextInt(TYPES.length)];
  }

  /** An expression of a type. */
  Expr expr(Type type, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      int kind = random.nextInt(8);
      if (kind == 0) {
        return new Expr.Literal(null, type);
      }
      if (kind <= 2) {
        return new Expr.Literal(value(type), type);
      }
      return Expr.col(letter(type) + random.nextInt(2));
    }
    List<Function> functions = functionsOf(type);
    return callOf(functions.get(random.nextInt(functions.size())), type, depth - 1);
  }

  private static String letter(Type type) {
    return switch (type) {
      case BIGINT -> "i";
      case DOUBLE -> "d";
      case VARCHAR -> "s";
      case BOOLEAN -> "b";
      default -> "t";
    };
  }

  /** All functions that can have a result of a type. */
  static List<Function> functionsOf(Type type) {
    List<Function> functions = new ArrayList<>();
    for (Function function : Function.values()) {
      if (results(function).contains(type)) {
        functions.add(function);
      }
    }
    return functions;
  }

  /** The types that a function's result can have. */
  static List<Type> results(Function function) {
    return switch (function) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, SIGN, FLOOR, CEIL, ROUND ->
          List.of(Type.BIGINT, Type.DOUBLE);
      case SQRT, LN, LOG10, EXP, POWER, TO_DOUBLE -> List.of(Type.DOUBLE);
      case GREATEST, LEAST, CASE, COALESCE -> List.of(TYPES);
      case UPPER, LOWER, TRIM, LTRIM, RTRIM, SUBSTRING, CONCAT, REPLACE, TO_VARCHAR ->
          List.of(Type.VARCHAR);
      case CHAR_LENGTH, POSITION, TO_BIGINT, EXTRACT, MILLIS_BETWEEN -> List.of(Type.BIGINT);
      case TO_TIMESTAMP, FLOOR_TIME, ADD_MILLIS, ADD_MONTHS -> List.of(Type.TIMESTAMP);
      default -> List.of(Type.BOOLEAN);
    };
  }

  /** A call of a function with a result of a type and random arguments. */
  Expr callOf(Function function, Type type, int depth) {
    return switch (function) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> mixed(function, type, depth);
      case NEGATE, ABS, SIGN, FLOOR, CEIL -> call(function, expr(type, depth));
      case ROUND ->
          random.nextBoolean()
              ? call(function, expr(type, depth))
              : call(function, expr(type, depth), lit(random.nextInt(26) - 20L));
      case SQRT, LN, LOG10, EXP -> call(function, expr(number(), depth));
      case POWER -> call(function, expr(number(), depth), expr(number(), depth));
      case GREATEST, LEAST, COALESCE -> many(function, type, depth, 2 + random.nextInt(2));
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
        Type operand = type();
        yield operand.isNumeric()
            ? call(function, expr(number(), depth), expr(number(), depth))
            : many(function, operand, depth, 2);
      }
      case IS_NULL, IS_NOT_NULL -> call(function, expr(type(), depth));
      case AND, OR -> many(function, Type.BOOLEAN, depth, 2 + random.nextInt(2));
      case NOT -> many(function, Type.BOOLEAN, depth, 1);
      case CASE -> caseOf(type, depth);
      case LIKE -> {
        String pattern = PATTERNS[random.nextInt(PATTERNS.length)];
        yield random.nextBoolean()
            ? call(function, expr(Type.VARCHAR, depth), lit(pattern))
            : call(function, expr(Type.VARCHAR, depth), lit(pattern + "!%"), lit("!"));
      }
      case UPPER, LOWER, TRIM, LTRIM, RTRIM, CHAR_LENGTH -> many(function, Type.VARCHAR, depth, 1);
      case SUBSTRING -> {
        Expr text = expr(Type.VARCHAR, depth);
        yield random.nextBoolean()
            ? call(function, text, position(depth))
            : call(function, text, position(depth), position(depth));
      }
      case CONCAT, POSITION -> many(function, Type.VARCHAR, depth, 2);
      case REPLACE ->
          call(
              function,
              expr(Type.VARCHAR, depth),
              random.nextBoolean() ? lit("a") : expr(Type.VARCHAR, depth),
              expr(Type.VARCHAR, depth));
      case TO_BIGINT, TO_VARCHAR -> call(function, expr(type(), depth));
      case TO_DOUBLE -> call(function, expr(TYPES[random.nextInt(4)], depth)); // all but TIMESTAMP
      case TO_BOOLEAN -> call(function, expr(pick(Type.BIGINT, Type.VARCHAR), depth));
      case TO_TIMESTAMP -> call(function, expr(pick(Type.BIGINT, Type.VARCHAR), depth));
      case EXTRACT -> call(function, lit(UNITS[random.nextInt(11)]), expr(Type.TIMESTAMP, depth));
      case FLOOR_TIME -> call(function, lit(UNITS[random.nextInt(9)]), expr(Type.TIMESTAMP, depth));
      case ADD_MILLIS, ADD_MONTHS ->
          call(function, expr(Type.TIMESTAMP, depth), expr(Type.BIGINT, depth));
      case MILLIS_BETWEEN -> many(function, Type.TIMESTAMP, depth, 2);
    };
  }

  private Expr position(int depth) {
    return random.nextInt(3) == 0 ? expr(Type.BIGINT, depth) : lit(random.nextInt(9) - 2L);
  }

  private Expr mixed(Function function, Type type, int depth) {
    if (type == Type.BIGINT) {
      return many(function, type, depth, 2);
    }
    Expr real = expr(Type.DOUBLE, depth);
    Expr other = expr(number(), depth);
    return random.nextBoolean() ? call(function, real, other) : call(function, other, real);
  }

  private Expr caseOf(Type type, int depth) {
    List<Expr> arguments = new ArrayList<>();
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      arguments.add(expr(Type.BOOLEAN, depth));
      arguments.add(expr(type, depth));
    }
    arguments.add(expr(type, depth));
    return new Expr.Call(Function.CASE, arguments);
  }

  private Expr many(Function function, Type type, int depth, int count) {
    List<Expr> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(expr(type, depth));
    }
    return new Expr.Call(function, arguments);
  }

  private Type number() {
    return pick(Type.BIGINT, Type.DOUBLE);
  }

  private Type pick(Type a, Type b) {
    return random.nextBoolean() ? a : b;
  }
}
