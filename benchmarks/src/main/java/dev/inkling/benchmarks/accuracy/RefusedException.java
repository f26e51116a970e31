package dev.inkling.benchmarks.accuracy;

/** A library does not take what it is given. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedException(String why) {
    super(why);
  }
}
