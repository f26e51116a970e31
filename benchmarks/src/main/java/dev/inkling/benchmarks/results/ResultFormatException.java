package dev.inkling.benchmarks.results;

import java.nio.file.Path;

/** A file of results is not what it should be; says which file and line, the rule and the value. */
public final class ResultFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  ResultFormatException(Path file, long line, String problem) {
    super(file + ", line " + line + ": " + problem);
  }
}
