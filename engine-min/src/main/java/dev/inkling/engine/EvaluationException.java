package dev.inkling.engine;

/**
 * A row for which an expression has no value: a division by zero, a number too large, a text that
 * cannot be cast. The message names the expression and the operands.
 */
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with a message for the user who wrote the expression. */
  public EvaluationException(String message) {
    super(message);
  }
}
