package dev.inkling.engine.io;

import dev.inkling.engine.Source;
import dev.inkling.operator.FileInput;

public final class FileSource {
  private FileSource() {}

  public static Source open(FileInput f) {
    throw new IllegalArgumentException("stub " + f);
  }
}
