package dev.inkling.engine.io;

import dev.inkling.engine.Answer;
import dev.inkling.engine.Sink;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes answers as CSV with a header, in UTF-8, quoted as RFC 4180 says, lines ended by a line
 * feed. An approximate column {@code x} is followed by {@code x_lower} and {@code x_upper} (unless
 * the query selects a column of such a name itself); those of BIGINT are whole numbers, the lower
 * end rounded down and the upper end up. A null is an empty field and an empty text is {@code ""};
 * timestamps are ISO 8601 in UTC; frequent items are a JSON array, as {@link JsonSink} writes it.
 */
public final class CsvSink implements Sink {

  private final OutputStream target;

  private CsvSink(OutputStream target) {
    this.target = target;
  }

  /** Writes to this stream, which is flushed and not closed. */
  public static CsvSink create(OutputStream target) {
    return new CsvSink(target);
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public Writer open(Schema columns, boolean[] approximate) throws IOException {
    SinkOutput output = new SinkOutput(target);
    List<SinkColumns.Shown> shown = SinkColumns.of(columns, approximate);
    for (int i = 0; i < shown.size(); i++) {
      appendText(output.text().append(i == 0 ? "" : ","), shown.get(i).name());
    }
    output.endRow();
    return new CsvWriter(output, shown);
  }

  private static void appendText(StringBuilder out, String text) {
    boolean plain = !text.isEmpty();
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c != '"' && c != ',' && c != '\n' && c != '\r';
    }
    if (plain) {
      out.append(text);
    } else {
      out.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }

  private static final class CsvWriter implements Writer {

    private final SinkOutput output;
    private final SinkColumns.Shown[] shown;
    private final StringBuilder json = new StringBuilder();

    CsvWriter(SinkOutput output, List<SinkColumns.Shown> shown) {
      this.output = output;
      this.shown = shown.toArray(SinkColumns.Shown[]::new);
    }

    @Override
    public void write(Answer answer) throws IOException {
      StringBuilder out = output.text();
      int start = out.length();
      for (int i = 0; i < shown.length; i++) {
        if (i > 0) {
          out.append(',');
        }
        append(out, shown[i], answer.values().get(shown[i].index()));
      }
      if (out.length() == start) {
        out.append("\"\""); // an empty line would be no row at all
      }
      output.endRow();
    }

    private void append(StringBuilder out, SinkColumns.Shown column, Object value) {
      if (value == null) {
        return;
      }
      if (value instanceof String text) {
        appendText(out, text);
      } else if (value instanceof Estimate estimate) {
        appendEstimate(out, column, estimate);
      } else if (value instanceof Double number) {
        SinkText.appendDouble(out, number);
      } else if (value instanceof Long whole && column.type() == Type.TIMESTAMP) {
        SinkText.appendIsoTime(out, whole);
      } else if (value instanceof Long || value instanceof Boolean) {
        out.append(value);
      } else {
        json.setLength(0);
        SinkText.appendJsonValue(json, value, column.type());
        appendText(out, json.toString());
      }
    }

    private static void appendEstimate(
        StringBuilder out, SinkColumns.Shown column, Estimate estimate) {
      if (Double.isNaN(estimate.value())) {
        return;
      }
      SinkText.Rounding rounding =
          switch (column.part()) {
            case VALUE -> SinkText.Rounding.NEAREST;
            case LOWER -> SinkText.Rounding.DOWN;
            case UPPER -> SinkText.Rounding.UP;
          };
      double number =
          switch (column.part()) {
            case VALUE -> estimate.value();
            case LOWER -> estimate.lower();
            case UPPER -> estimate.upper();
          };
      if (Double.isFinite(number)) {
        SinkText.appendNumber(out, number, column.type(), rounding);
      } else if (!Double.isNaN(number)) {
        out.append(number);
      }
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
