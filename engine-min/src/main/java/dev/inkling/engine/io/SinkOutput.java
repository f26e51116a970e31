package dev.inkling.engine.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text on its way to a stream of bytes, in UTF-8, a block at a time. */
final class SinkOutput {

  /** Characters that are put together before they are written. */
  private static final int BLOCK = 1 << 15;

  private final OutputStream target;
  private final StringBuilder text = new StringBuilder(BLOCK + 1_024);

  SinkOutput(OutputStream target) {
    this.target = target;
  }

  /** Where the next row is to be appended. */
  StringBuilder text() {
    return text;
  }

  /** Says that a row is complete. */
  void endRow() throws IOException {
    text.append('\n');
    if (text.length() >= BLOCK) {
      write();
    }
  }

  /** Passes everything on, through the stream's own buffers too. */
  void flush() throws IOException {
    write();
    target.flush();
  }

  private void write() throws IOException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    target.write(bytes);
  }
}
