package dev.inkling.engine;

import dev.inkling.operator.Destination;
import dev.inkling.operator.Schema;
import java.io.IOException;

/** Where answers go. */
public interface Sink extends Destination {

  /** Starts writing answers with these columns; those with {@code approximate[i]} carry bars. */
  Writer open(Schema columns, boolean[] approximate) throws IOException;

  /** Writes answers; used by one thread. */
  interface Writer extends AutoCloseable {

    /** Takes an answer. */
    void write(Answer answer) throws IOException;

    /** Makes what was written visible; called at the end of every epoch. */
    void flush() throws IOException;

    /** Ends the output. */
    @Override
    void close() throws IOException;
  }
}
