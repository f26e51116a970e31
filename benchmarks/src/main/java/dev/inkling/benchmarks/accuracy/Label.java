package dev.inkling.benchmarks.accuracy;

/**
 * What is measured, as tables and plots call it.
 *
 * @param library whose it is
 * @param sketch which of that library's, with its size
 * @param source a class of the library, whose jar tells the version
 */
record Label(String library, String sketch, Class<?> source) {

  /** The name of ours. */
  static final String INKLING = "Inkling";

  static Label inkling(String sketch, Class<?> source) {
    return new Label(INKLING, sketch, source);
  }

  boolean isInkling() {
    return library.equals(INKLING);
  }

  /** Library and sketch. */
  @Override
  public String toString() {
    return library + " " + sketch;
  }
}
