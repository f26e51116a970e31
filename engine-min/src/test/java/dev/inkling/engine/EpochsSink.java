package dev.inkling.engine;

import dev.inkling.operator.Schema;
import java.util.ArrayList;
import java.util.List;

/** Keeps answers for a test to look at, those of each epoch apart. */
final class EpochsSink implements Sink {

  /** The answers of each epoch that has some. */
  final List<List<Answer>> epochs = new ArrayList<>();

  private List<Answer> current = new ArrayList<>();

  @Override
  public String name() {
    return "epochs";
  }

  @Override
  public Writer open(Schema columns, boolean[] approximate) {
    return new Writer() {
      @Override
      public void write(Answer answer) {
        current.add(answer);
      }

      @Override
      public void flush() {
        if (!current.isEmpty()) {
          epochs.add(current);
          current = new ArrayList<>();
        }
      }

      @Override
      public void close() {
        flush();
      }
    };
  }
}
