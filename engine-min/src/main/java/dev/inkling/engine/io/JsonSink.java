package dev.inkling.engine.io;

import dev.inkling.engine.Answer;
import dev.inkling.engine.Sink;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes answers as JSON, one object per line, in UTF-8. An approximate column {@code x} is a
 * number with {@code x_lower} and {@code x_upper} beside it (unless the query selects a column of
 * such a name itself); those of BIGINT are whole numbers, the lower end rounded down and the upper
 * end up. Timestamps are ISO 8601 in UTC; NaN and infinity are null; frequent items are an array of
 * {@code {"item":…,"count":…,"count_lower":…,"count_upper":…}}.
 */
public final class JsonSink implements Sink {

  private final OutputStream target;

  private JsonSink(OutputStream target) {
    this.target = target;
  }

  /** Writes to this stream, which is flushed and not closed. */
  public static JsonSink create(OutputStream target) {
    return new JsonSink(target);
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public Writer open(Schema columns, boolean[] approximate) {
    return new JsonWriter(new SinkOutput(target), SinkColumns.of(columns, approximate));
  }

  private static final class JsonWriter implements Writer {

    private final SinkOutput output;
    private final SinkColumns.Shown[] shown;

    /** What comes before each value: separator and name. */
    private final String[] openings;

    JsonWriter(SinkOutput output, List<SinkColumns.Shown> columns) {
      this.output = output;
      this.shown = columns.toArray(SinkColumns.Shown[]::new);
      this.openings = new String[shown.length];
      for (int i = 0; i < shown.length; i++) {
        StringBuilder opening = new StringBuilder().append(i == 0 ? '{' : ',');
        SinkText.appendJsonString(opening, shown[i].name());
        openings[i] = opening.append(':').toString();
      }
    }

    @Override
    public void write(Answer answer) throws IOException {
      StringBuilder out = output.text();
      List<Object> values = answer.values();
      for (int i = 0; i < shown.length; i++) {
        out.append(openings[i]);
        shown[i].appendJson(out, values.get(shown[i].index()));
      }
      out.append(shown.length == 0 ? "{}" : "}");
      output.endRow();
    }

    @Override
    public void flush() throws IOException {
      output.flush();
    }

    @Override
    public void close() throws IOException {
      output.flush();
    }
  }
}
