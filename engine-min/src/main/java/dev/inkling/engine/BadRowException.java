package dev.inkling.engine;

import java.io.IOException;

/** A row of an input that cannot be read. */
public final class BadRowException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;

  /**
   * A row that cannot be read.
   *
   * @param file the file, as the user called it; {@code -} for standard input
   * @param line the line at which the row starts, from 1; 0 if unknown
   * @param problem what was expected and what was found
   */
  public BadRowException(String file, long line, String problem) {
    super(file + (line > 0 ? ":" + line : "") + ": " + problem);
    this.file = file;
    this.line = line;
  }

  /** The file, as the user called it. */
  public String file() {
    return file;
  }

  /** The line at which the row starts, from 1; 0 if unknown. */
  public long line() {
    return line;
  }
}
