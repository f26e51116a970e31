package dev.inkling.sketch;

/** Two sketches cannot be merged: their parameters, hash functions or seeds differ. */
public final class IncompatibleSketchException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** An exception that names the parameter and both values. */
  public IncompatibleSketchException(String message) {
    super(message);
  }
}
