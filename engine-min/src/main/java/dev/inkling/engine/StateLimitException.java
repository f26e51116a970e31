package dev.inkling.engine;

import java.io.IOException;

/** What a query has to remember outgrew the memory that it was allowed. */
public final class StateLimitException extends IOException {

  private static final long serialVersionUID = 1;

  /** Says what grew. */
  public StateLimitException(String message) {
    super(message);
  }
}
