package dev.inkling.engine;

import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps answers for a test to look at. */
public final class AnswersSink implements Sink {

  public final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
  public volatile boolean closed;
  public volatile int failAfter = Integer.MAX_VALUE;

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public Writer open(Schema columns, boolean[] approximate) {
    return new Writer() {
      @Override
      public void write(Answer answer) throws IOException {
        if (answers.size() >= failAfter) {
          throw new IOException("a sink that a test made fail");
        }
        answers.add(answer);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {
        closed = true;
      }
    };
  }
}
