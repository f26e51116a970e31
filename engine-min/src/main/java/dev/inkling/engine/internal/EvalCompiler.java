package dev.inkling.engine.internal;

import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;

/** Turns expressions into nodes, and those of constants into constants. */
final class EvalCompiler {

  private final Schema schema;
  private final int capacity;
  private final RowBatch oneRow;

  /** A compiler of expressions over batches of at most {@code capacity} rows. */
  EvalCompiler(Schema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    this.oneRow = new RowBatch(Schema.of(), 1);
    oneRow.setSize(1);
  }

  /** The node of an expression whose types are right. */
  EvalNode compile(Expr expr) {
    if (expr instanceof Expr.Ref ref) {
      int index = schema.indexOf(ref.column());
      return new EvalColumn(index, schema.column(index).type());
    }
    if (expr instanceof Expr.Literal literal) {
      return EvalConstant.create(literal.value(), literal.type(), capacity);
    }
    if (expr instanceof Expr.Call call) {
      List<EvalNode> arguments = call.arguments().stream().map(this::compile).toList();
      EvalNode node = node(call, arguments);
      return arguments.stream().allMatch(EvalConstant.class::isInstance) ? fold(node) : node;
    }
    throw new IllegalArgumentException(expr + " is only for expressions over answers, not rows");
  }

  /** The constant that a node of constants is; the node if that fails, as it may never be used. */
  private EvalNode fold(EvalNode node) {
    try {
      return EvalConstant.of(node.eval(oneRow, 1, null), 0, capacity);
    } catch (EvaluationException e) {
      return node;
    }
  }

  private EvalNode node(Expr.Call call, List<EvalNode> arguments) {
    Function function = call.function();
    Type type = function.resultType(arguments.stream().map(EvalNode::type).toList());
    return switch (function) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, SIGN, FLOOR, CEIL ->
          arithmetic(call, type, arguments);
      case SQRT, LN, LOG10, EXP, POWER -> arithmetic(call, Type.DOUBLE, arguments);
      case ROUND -> round(call, type, arguments);
      case GREATEST, LEAST ->
          strict(new KernelExtreme(function == Function.GREATEST), type, widened(arguments, type));
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          comparison(function, arguments);
      case IS_NULL -> new EvalNullTest(true, arguments.get(0), capacity);
      case IS_NOT_NULL -> new EvalNullTest(false, arguments.get(0), capacity);
      case AND -> new EvalLogic(true, arguments, capacity);
      case OR -> new EvalLogic(false, arguments, capacity);
      case NOT -> strict(new KernelNot(), type, arguments);
      case CASE -> choice(type, arguments);
      case COALESCE -> EvalChoice.coalesce(widened(arguments, type), capacity);
      default -> EvalFunctions.node(call, type, arguments, capacity);
    };
  }

  private EvalNode strict(Kernel kernel, Type type, List<EvalNode> arguments) {
    return new EvalStrict(kernel, type, arguments, capacity);
  }

  private EvalNode arithmetic(Expr.Call call, Type type, List<EvalNode> arguments) {
    Function function = call.function();
    if (type == Type.DOUBLE) {
      return strict(new KernelDouble(function, call), type, widened(arguments, type));
    }
    boolean isWhole = function == Function.FLOOR || function == Function.CEIL;
    return isWhole ? arguments.get(0) : strict(new KernelBigint(function, call), type, arguments);
  }

  private EvalNode round(Expr.Call call, Type type, List<EvalNode> arguments) {
    long decimals = 0;
    if (arguments.size() == 2) {
      Object value = literal(call, arguments.get(1));
      if (value == null) {
        return EvalConstant.create(null, type, capacity);
      }
      decimals = (Long) value;
    }
    return strict(new KernelRound(decimals, call), type, arguments.subList(0, 1));
  }

  private EvalNode comparison(Function function, List<EvalNode> arguments) {
    EvalNode left = arguments.get(0);
    EvalNode right = arguments.get(1);
    Type operandType = left.type() == right.type() ? left.type() : Type.DOUBLE;
    List<EvalNode> sides = widened(arguments, operandType);
    Function comparison = function;
    if (sides.get(0) instanceof EvalConstant) {
      sides = List.of(sides.get(1), sides.get(0));
      comparison =
          switch (function) {
            case LESS -> Function.GREATER;
            case LESS_OR_EQUAL -> Function.GREATER_OR_EQUAL;
            case GREATER -> Function.LESS;
            case GREATER_OR_EQUAL -> Function.LESS_OR_EQUAL;
            default -> function;
          };
    }
    boolean isConstant = sides.get(1) instanceof EvalConstant;
    return strict(new KernelCompare(comparison, operandType, isConstant), Type.BOOLEAN, sides);
  }

  private EvalNode choice(Type type, List<EvalNode> arguments) {
    List<EvalNode> conditions = new ArrayList<>();
    List<EvalNode> values = new ArrayList<>();
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      conditions.add(arguments.get(i));
      values.add(arguments.get(i + 1));
    }
    values.add(arguments.get(arguments.size() - 1));
    return EvalChoice.ofCase(conditions, widened(values, type), capacity);
  }

  /** The arguments, BIGINTs among them as DOUBLEs if that is what is wanted. */
  private List<EvalNode> widened(List<EvalNode> arguments, Type type) {
    return arguments.stream()
        .map(a -> type == Type.DOUBLE && a.type() == Type.BIGINT ? toDouble(a) : a)
        .toList();
  }

  private EvalNode toDouble(EvalNode node) {
    EvalNode widened = strict(KernelNumberCast.TO_DOUBLE, Type.DOUBLE, List.of(node));
    return node instanceof EvalConstant ? fold(widened) : widened;
  }

  /** The value of an argument that must be known before any row is. */
  static Object literal(Expr.Call call, EvalNode argument) {
    if (argument instanceof EvalConstant constant) {
      return constant.value();
    }
    throw new IllegalArgumentException(
        "pattern, escape, unit and decimals must be constants, in \"" + call + "\"");
  }
}
