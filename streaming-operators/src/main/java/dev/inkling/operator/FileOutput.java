package dev.inkling.operator;

/**
 * A file that answers are written to.
 *
 * @param path the file
 * @param format its format
 * @param overwrite whether a file that is there already is replaced; else that is an error
 */
public record FileOutput(String path, Format format, boolean overwrite) implements Destination {

  /** The formats of answers in files. */
  public enum Format {
    /** With a header; columns with bars are followed by {@code _lower} and {@code _upper}. */
    CSV,
    /** A JSON object per line, with the same columns. */
    NDJSON
  }

  @Override
  public String name() {
    return path;
  }
}
