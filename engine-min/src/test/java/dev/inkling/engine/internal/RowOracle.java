package dev.inkling.engine.internal;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The value of an expression in one row, by objects and the JDK's own arithmetic, text and time
 * classes. Slow, short and lazy, so that it can be read against the documentation.
 */
final class RowOracle {

  /** The row has no value. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message, null, false, false);
    }
  }

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .optionalStart()
          .appendLiteral('T')
          .optionalEnd()
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalEnd()
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final Schema schema;
  private final Object[] row;

  private RowOracle(Schema schema, Object[] row) {
    this.schema = schema;
    this.row = row;
  }

  /** The value as a Long, Double, String or Boolean, or null. */
  static Object eval(Expr expr, Schema schema, Object[] row) {
    try {
      return new RowOracle(schema, row).eval(expr);
    } catch (ArithmeticException e) {
      throw new Failure(e.getMessage());
    }
  }

  private Object eval(Expr expr) {
    if (expr instanceof Expr.Ref ref) {
      return row[schema.indexOf(ref.column())];
    }
    if (expr instanceof Expr.Literal literal) {
      return literal.value();
    }
    Expr.Call call = (Expr.Call) expr;
    Object value = call(call);
    return value instanceof Long n && call.type(schema) == Type.DOUBLE
        ? (Object) n.doubleValue()
        : value;
  }

  private Object call(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    return switch (call.function()) {
      case AND -> logic(arguments, false);
      case OR -> logic(arguments, true);
      case CASE -> firstTaken(arguments);
      case COALESCE -> firstNotNull(arguments);
      case IS_NULL -> eval(arguments.get(0)) == null;
      case IS_NOT_NULL -> eval(arguments.get(0)) != null;
      default -> {
        List<Object> values = new ArrayList<>();
        arguments.forEach(a -> values.add(eval(a)));
        yield values.contains(null) ? null : strict(call, values);
      }
    };
  }

  private Object firstTaken(List<Expr> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      if (Boolean.TRUE.equals(eval(arguments.get(i)))) {
        return eval(arguments.get(i + 1));
      }
    }
    return eval(arguments.get(arguments.size() - 1));
  }

  private Object firstNotNull(List<Expr> arguments) {
    for (Expr argument : arguments) {
      Object value = eval(argument);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private Object logic(List<Expr> arguments, boolean deciding) {
    boolean unknown = false;
    for (Expr argument : arguments) {
      Object value = eval(argument);
      if (value == null) {
        unknown = true;
      } else if ((Boolean) value == deciding) {
        return deciding;
      }
    }
    return unknown ? null : !deciding;
  }

  private Object strict(Expr.Call call, List<Object> v) {
    Function function = call.function();
    return switch (function) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, SIGN, FLOOR, CEIL, ROUND ->
          v.stream().limit(function == Function.ROUND ? 1 : 2).allMatch(Long.class::isInstance)
              ? whole(function, v)
              : real(function, v);
      case SQRT, LN, LOG10, EXP, POWER -> real(function, v);
      case GREATEST ->
          v.stream().reduce((a, b) -> isNan(b) || (!isNan(a) && order(b, a) > 0) ? b : a).get();
      case LEAST ->
          v.stream().reduce((a, b) -> isNan(b) || (!isNan(a) && order(b, a) < 0) ? b : a).get();
      case EQUAL -> !isNan(v) && order(v.get(0), v.get(1)) == 0;
      case NOT_EQUAL -> isNan(v) || order(v.get(0), v.get(1)) != 0;
      case LESS -> !isNan(v) && order(v.get(0), v.get(1)) < 0;
      case LESS_OR_EQUAL -> !isNan(v) && order(v.get(0), v.get(1)) <= 0;
      case GREATER -> !isNan(v) && order(v.get(0), v.get(1)) > 0;
      case GREATER_OR_EQUAL -> !isNan(v) && order(v.get(0), v.get(1)) >= 0;
      case NOT -> !(Boolean) v.get(0);
      case LIKE,
          UPPER,
          LOWER,
          TRIM,
          LTRIM,
          RTRIM,
          SUBSTRING,
          CHAR_LENGTH,
          CONCAT,
          POSITION,
          REPLACE ->
          text(function, v);
      case TO_BIGINT -> toBigint(v.get(0));
      case TO_DOUBLE -> toDouble(v.get(0));
      case TO_VARCHAR -> toVarchar(v.get(0), call.arguments().get(0).type(schema));
      case TO_BOOLEAN -> toBoolean(v.get(0));
      case TO_TIMESTAMP -> toTimestamp(v.get(0));
      case EXTRACT -> extract((String) v.get(0), (Long) v.get(1));
      case FLOOR_TIME -> floor((String) v.get(0), (Long) v.get(1));
      case ADD_MILLIS -> Math.addExact((Long) v.get(0), (Long) v.get(1));
      case ADD_MONTHS -> addMonths((Long) v.get(0), (Long) v.get(1));
      case MILLIS_BETWEEN -> Math.subtractExact((Long) v.get(0), (Long) v.get(1));
      default -> throw new IllegalStateException("not strict: " + function);
    };
  }

  private static Object whole(Function function, List<Object> v) {
    BigInteger a = BigInteger.valueOf((Long) v.get(0));
    BigInteger b = BigInteger.valueOf((Long) v.get(v.size() - 1));
    return switch (function) {
      case ADD -> a.add(b).longValueExact();
      case SUBTRACT -> a.subtract(b).longValueExact();
      case MULTIPLY -> a.multiply(b).longValueExact();
      case DIVIDE -> a.divide(b).longValueExact();
      case MODULO -> a.remainder(b).longValueExact();
      case NEGATE -> a.negate().longValueExact();
      case ABS -> a.abs().longValueExact();
      case SIGN -> (long) a.signum();
      case ROUND -> {
        int scale = v.size() == 2 ? (int) (long) (Long) v.get(1) : 0;
        yield new BigDecimal(a).setScale(scale, RoundingMode.HALF_UP).longValueExact();
      }
      default -> a.longValueExact(); // FLOOR and CEIL
    };
  }

  private static Object real(Function function, List<Object> v) {
    double a = ((Number) v.get(0)).doubleValue();
    double b = ((Number) v.get(v.size() - 1)).doubleValue();
    if (b == 0 && (function == Function.DIVIDE || function == Function.MODULO)) {
      throw new Failure("division by zero");
    }
    return switch (function) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MODULO -> a % b;
      case NEGATE -> -a;
      case ABS -> Math.abs(a);
      case SIGN -> Math.signum(a);
      case FLOOR -> Math.floor(a);
      case CEIL -> Math.ceil(a);
      case SQRT -> Math.sqrt(a);
      case LN -> Math.log(a);
      case LOG10 -> Math.log10(a);
      case EXP -> Math.exp(a);
      case POWER -> Math.pow(a, b);
      default -> // ROUND
          Double.isFinite(a)
              ? BigDecimal.valueOf(a)
                  .setScale(v.size() == 2 ? (int) b : 0, RoundingMode.HALF_UP)
                  .doubleValue()
              : a;
    };
  }

  private static boolean isNan(Object value) {
    return value instanceof Double d && d.isNaN();
  }

  private static boolean isNan(List<Object> values) {
    return values.stream().anyMatch(RowOracle::isNan);
  }

  private static int order(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Number x && b instanceof Number y) {
      double p = x.doubleValue();
      double q = y.doubleValue();
      return p < q ? -1 : p == q ? 0 : 1;
    }
    if (a instanceof Boolean x) {
      return Boolean.compare(x, (Boolean) b);
    }
    int[] x = ((String) a).codePoints().toArray();
    int[] y = ((String) b).codePoints().toArray();
    for (int i = 0; i < Math.min(x.length, y.length); i++) {
      if (x[i] != y[i]) {
        return x[i] < y[i] ? -1 : 1;
      }
    }
    return Integer.compare(x.length, y.length);
  }

  private static Object text(Function function, List<Object> v) {
    String a = (String) v.get(0);
    return switch (function) {
      case LIKE -> like(a, (String) v.get(1), v.size() == 3 ? (String) v.get(2) : null);
      case UPPER -> a.toUpperCase(Locale.ROOT);
      case LOWER -> a.toLowerCase(Locale.ROOT);
      case TRIM -> a.replaceAll("^ +| +$", "");
      case LTRIM -> a.replaceAll("^ +", "");
      case RTRIM -> a.replaceAll(" +$", "");
      case CHAR_LENGTH -> (long) a.codePointCount(0, a.length());
      case CONCAT -> String.join("", v.toArray(String[]::new));
      case POSITION -> {
        String b = (String) v.get(1);
        int at = b.indexOf(a);
        yield at < 0 ? 0L : b.codePointCount(0, at) + 1L;
      }
      case REPLACE ->
          a.isEmpty() || v.get(1).equals("") ? a : a.replace((String) v.get(1), (String) v.get(2));
      default -> substring(a, v); // SUBSTRING
    };
  }

  private static String substring(String text, List<Object> v) {
    BigInteger first = BigInteger.valueOf((Long) v.get(1));
    BigInteger end =
        v.size() == 3 ? first.add(BigInteger.valueOf((Long) v.get(2))) : BigInteger.TWO.pow(70);
    if (end.compareTo(first) < 0) {
      throw new Failure("negative length");
    }
    StringBuilder result = new StringBuilder();
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      BigInteger position = BigInteger.valueOf(i + 1L);
      if (position.compareTo(first) >= 0 && position.compareTo(end) < 0) {
        result.appendCodePoint(points[i]);
      }
    }
    return result.toString();
  }

  /** LIKE by a regular expression. */
  static boolean like(String text, String pattern, String escape) {
    StringBuilder regex = new StringBuilder();
    int[] points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (escape != null && points[i] == escape.codePointAt(0)) {
        i++;
        regex.append(Pattern.quote(Character.toString(points[i])));
      } else if (points[i] == '%') {
        regex.append(".*");
      } else if (points[i] == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(Character.toString(points[i])));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  private static Object toBigint(Object value) {
    if (value instanceof Boolean b) {
      return b ? 1L : 0L;
    }
    if (value instanceof Double d) {
      if (!Double.isFinite(d)) {
        throw new Failure("not finite");
      }
      return new BigDecimal(d).toBigInteger().longValueExact();
    }
    if (value instanceof String s) {
      String text = s.replaceAll("^ +| +$", "");
      if (!text.matches("[+-]?[0-9]+")) {
        throw new Failure("not a BIGINT");
      }
      return new BigInteger(text).longValueExact();
    }
    return value;
  }

  private static Object toDouble(Object value) {
    if (value instanceof Boolean b) {
      return b ? 1.0 : 0.0;
    }
    if (value instanceof String s) {
      String text = s.replaceAll("^ +| +$", "").toLowerCase(Locale.ROOT);
      return switch (text) {
        case "nan" -> Double.NaN;
        case "infinity" -> Double.POSITIVE_INFINITY;
        case "-infinity" -> Double.NEGATIVE_INFINITY;
        default -> {
          if (!text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?")
              || Double.isInfinite(Double.parseDouble(text))) {
            throw new Failure("not a DOUBLE");
          }
          yield Double.parseDouble(text);
        }
      };
    }
    return ((Number) value).doubleValue();
  }

  private static String toVarchar(Object value, Type type) {
    if (type != Type.TIMESTAMP) {
      return value.toString();
    }
    LocalDateTime time = time((Long) value);
    String date = time.toLocalDate().toString();
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern(
            time.get(ChronoField.MILLI_OF_SECOND) == 0 ? "HH:mm:ss" : "HH:mm:ss.SSS", Locale.ROOT);
    return date + " " + format.format(time);
  }

  private static Object toBoolean(Object value) {
    if (value instanceof Long n) {
      return n != 0;
    }
    if (value instanceof String s) {
      return switch (s.replaceAll("^ +| +$", "").toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new Failure("not a BOOLEAN");
      };
    }
    return value;
  }

  private static Object toTimestamp(Object value) {
    if (value instanceof Long) {
      return value;
    }
    try {
      String text = ((String) value).replaceAll("^ +| +$", "");
      return ISO.parse(text, OffsetDateTime::from).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw new Failure(e.getMessage());
    }
  }

  private static LocalDateTime time(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static long millis(LocalDateTime time) {
    return time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** EXTRACT by java.time. */
  static long extract(String unit, long millis) {
    LocalDateTime time = time(millis);
    return switch (unit) {
      case "YEAR" -> time.getYear();
      case "QUARTER" -> time.get(IsoFields.QUARTER_OF_YEAR);
      case "MONTH" -> time.getMonthValue();
      case "WEEK" -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case "DAY" -> time.getDayOfMonth();
      case "DOW" -> time.getDayOfWeek().getValue() % 7 + 1;
      case "DOY" -> time.getDayOfYear();
      case "HOUR" -> time.getHour();
      case "MINUTE" -> time.getMinute();
      case "SECOND" -> time.getSecond();
      case "MILLISECOND" -> time.getSecond() * 1000L + time.get(ChronoField.MILLI_OF_SECOND);
      default -> throw new IllegalStateException(unit);
    };
  }

  /** FLOOR_TIME by java.time. */
  static long floor(String unit, long millis) {
    LocalDateTime time = time(millis);
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    LocalDateTime result =
        switch (unit) {
          case "YEAR" -> day.withDayOfYear(1);
          case "QUARTER" -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
          case "MONTH" -> day.withDayOfMonth(1);
          case "WEEK" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
          case "DAY" -> day;
          case "HOUR" -> time.truncatedTo(ChronoUnit.HOURS);
          case "MINUTE" -> time.truncatedTo(ChronoUnit.MINUTES);
          case "SECOND" -> time.truncatedTo(ChronoUnit.SECONDS);
          case "MILLISECOND" -> time;
          default -> throw new IllegalStateException(unit);
        };
    return millis(result);
  }

  private static long addMonths(long millis, long months) {
    try {
      return millis(time(millis).plusMonths(months));
    } catch (DateTimeException e) {
      throw new Failure(e.getMessage());
    }
  }
}
