package dev.inkling.engine.internal;

import dev.inkling.engine.Answer;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Sink;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes rows that came too late, as they were read. */
final class LateWriter implements AutoCloseable {

  private static final int BATCH = 1024;

  private final RowBatch batch;
  private final Sink.Writer writer;

  LateWriter(Schema columns, Sink sink) throws IOException {
    this.batch = new RowBatch(columns, BATCH);
    this.writer = sink.open(columns, new boolean[columns.size()]);
  }

  void write(RowStore rows) throws IOException {
    for (int from = 0; from < rows.size(); from += BATCH) {
      int count = Math.min(BATCH, rows.size() - from);
      rows.startWriting(batch);
      for (int i = 0; i < count; i++) {
        rows.write(from + i, batch, i);
      }
      batch.setSize(count);
      for (int row = 0; row < count; row++) {
        List<Object> values = new ArrayList<>();
        for (int c = 0; c < batch.schema().size(); c++) {
          values.add(Evaluator.valueAt(batch.column(c), row));
        }
        writer.write(new Answer(batch.schema(), values));
      }
    }
  }

  void flush() throws IOException {
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
