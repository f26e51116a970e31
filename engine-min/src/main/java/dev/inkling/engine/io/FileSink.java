package dev.inkling.engine.io;

import dev.inkling.engine.Answer;
import dev.inkling.engine.Sink;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.Schema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes answers to a file, as {@link CsvSink} or {@link JsonSink} does. */
public final class FileSink implements Sink {

  private final FileOutput output;

  private FileSink(FileOutput output) {
    this.output = output;
  }

  /** Writes to the file that is described; it is created when the query starts. */
  public static FileSink create(FileOutput output) {
    return new FileSink(output);
  }

  @Override
  public String name() {
    return output.name();
  }

  /**
   * Creates the file.
   *
   * @throws FileAlreadyExistsException if it exists and must not be overwritten
   */
  @Override
  public Writer open(Schema columns, boolean[] approximate) throws IOException {
    OutputStream file = new BufferedOutputStream(Files.newOutputStream(path(), options()));
    try {
      Sink sink =
          switch (output.format()) {
            case CSV -> CsvSink.create(file);
            case NDJSON -> JsonSink.create(file);
          };
      return new FileWriter(sink.open(columns, approximate), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Path path() throws IOException {
    try {
      return Path.of(output.path());
    } catch (InvalidPathException e) {
      throw new IOException(output.path() + ": is no name of a file", e);
    }
  }

  private OpenOption[] options() {
    return output.overwrite()
        ? new OpenOption[] {
          StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
        }
        : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
  }

  private record FileWriter(Writer writer, OutputStream file) implements Writer {
    @Override
    public void write(Answer answer) throws IOException {
      writer.write(answer);
    }

    @Override
    public void flush() throws IOException {
      writer.flush();
    }

    @Override
    public void close() throws IOException {
      try (file) {
        writer.close();
      }
    }
  }
}
