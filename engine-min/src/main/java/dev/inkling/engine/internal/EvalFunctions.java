package dev.inkling.engine.internal;

import dev.inkling.engine.internal.VectorCalendar.Unit;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Type;
import java.util.List;

/** The nodes of text, cast and time functions. */
final class EvalFunctions {

  private EvalFunctions() {}

  /** The node of a call. */
  static EvalNode node(Expr.Call call, Type type, List<EvalNode> arguments, int capacity) {
    return switch (call.function()) {
      case LIKE -> like(call, arguments, capacity);
      case EXTRACT, FLOOR_TIME -> ofUnit(call, type, arguments, capacity);
      case TO_BIGINT, TO_DOUBLE, TO_VARCHAR, TO_BOOLEAN, TO_TIMESTAMP ->
          arguments.get(0).type() == type
              ? arguments.get(0)
              : new EvalStrict(cast(call, type, arguments.get(0)), type, arguments, capacity);
      default -> new EvalStrict(kernel(call), type, arguments, capacity);
    };
  }

  private static Kernel kernel(Expr.Call call) {
    return switch (call.function()) {
      case UPPER -> new KernelLetterCase(true);
      case LOWER -> new KernelLetterCase(false);
      case TRIM -> KernelText.trim(true, true);
      case LTRIM -> KernelText.trim(true, false);
      case RTRIM -> KernelText.trim(false, true);
      case SUBSTRING -> KernelText.substring(call);
      case CHAR_LENGTH -> KernelText.LENGTH;
      case CONCAT -> new KernelConcat();
      case POSITION -> KernelText.POSITION;
      case REPLACE -> new KernelReplace();
      case ADD_MILLIS -> KernelTime.addMillis(call);
      case ADD_MONTHS -> KernelTime.addMonths(call);
      case MILLIS_BETWEEN -> KernelTime.millisBetween(call);
      default -> throw new IllegalStateException("no kernel for " + call.function());
    };
  }

  private static Kernel cast(Expr.Call call, Type to, EvalNode argument) {
    Type from = argument.type();
    if (to == Type.VARCHAR) {
      return new KernelToText();
    }
    if (from == Type.VARCHAR) {
      return new KernelFromText(call);
    }
    return switch (to) {
      case DOUBLE -> KernelNumberCast.TO_DOUBLE;
      case BOOLEAN -> KernelNumberCast.TO_BOOLEAN;
      default -> from == Type.DOUBLE ? KernelNumberCast.truncation(call) : KernelNumberCast.COPY;
    };
  }

  private static EvalNode like(Expr.Call call, List<EvalNode> arguments, int capacity) {
    Object pattern = EvalCompiler.literal(call, arguments.get(1));
    Object escape = arguments.size() == 3 ? EvalCompiler.literal(call, arguments.get(2)) : "";
    if (pattern == null || escape == null) {
      return EvalConstant.create(null, Type.BOOLEAN, capacity);
    }
    int[] points = ((String) escape).codePoints().toArray();
    if (arguments.size() == 3 && points.length != 1) {
      throw new IllegalArgumentException(
          "the escape must be one character, got '" + escape + "' in \"" + call + "\"");
    }
    VectorLikePattern compiled =
        VectorLikePattern.create((String) pattern, points.length == 0 ? -1 : points[0]);
    return new EvalStrict(
        new KernelLike(compiled), Type.BOOLEAN, arguments.subList(0, 1), capacity);
  }

  private static EvalNode ofUnit(
      Expr.Call call, Type type, List<EvalNode> arguments, int capacity) {
    Object name = EvalCompiler.literal(call, arguments.get(0));
    Unit unit = Unit.of(String.valueOf(name));
    Kernel kernel =
        call.function() == Function.EXTRACT
            ? KernelTime.extract(unit)
            : KernelTime.floor(unit, call);
    return new EvalStrict(kernel, type, arguments.subList(1, 2), capacity);
  }
}
