package dev.inkling.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream of results. It knows when its reader went away ({@code | head}), which is no failure,
 * and clears the progress line before it writes to the same terminal.
 */
final class StandardOutput extends OutputStream {

  private final OutputStream target;
  private final boolean pipe;
  private volatile Runnable beforeWrite = () -> {};
  private volatile boolean abandoned;

  private StandardOutput(OutputStream target, boolean pipe) {
    this.target = target;
    this.pipe = pipe;
  }

  /**
   * A stream of results.
   *
   * @param pipe whether it is known to be a pipe: then every failure to write means that nobody
   *     reads any more
   */
  static StandardOutput create(OutputStream target, boolean pipe) {
    return new StandardOutput(target, pipe);
  }

  /** What is done before every write from now on. */
  void beforeWrite(Runnable action) {
    beforeWrite = action;
  }

  /** Whether a write failed because nobody reads any more. */
  boolean isAbandoned() {
    return abandoned;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return;
    }
    beforeWrite.run();
    try {
      target.write(bytes, from, length);
    } catch (IOException e) {
      String message = e.getMessage();
      abandoned |= pipe || (message != null && message.contains("Broken pipe"));
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
