package dev.inkling.sketch;

/** Bytes that are not a valid stored sketch of the kind that was asked for. */
public final class SketchFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** An exception that names the field, the rule and the value found. */
  public SketchFormatException(String message) {
    super(message);
  }
}
