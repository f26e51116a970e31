package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Type;

/**
 * An expression and its type.
 *
 * @param untyped whether it is a bare NULL, whose type is whatever is needed
 */
record Typed(Expr expr, Type type, boolean untyped) {

  static Typed of(Expr expr, Type type) {
    return new Typed(expr, type, false);
  }

  static Typed literal(Object value, Type type) {
    return of(new Expr.Literal(value, type), type);
  }

  /** A bare NULL. */
  static Typed untypedNull() {
    return new Typed(new Expr.Literal(null, Type.VARCHAR), Type.VARCHAR, true);
  }

  /** A bare NULL as one of this type; anything else as it is. */
  Typed nullAs(Type wanted) {
    return untyped ? literal(null, wanted) : this;
  }

  /** The text of a VARCHAR literal, or null if this is something else. */
  String textLiteral() {
    return expr instanceof Expr.Literal literal && literal.value() instanceof String s ? s : null;
  }
}
