package dev.inkling.engine.io;

import dev.inkling.engine.Answer;
import dev.inkling.engine.Sink;
import dev.inkling.engine.io.TableText.Cell;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes answers as a table for people, in UTF-8: aligned columns, thousands separators, bars as
 * {@code 12,345 ± 1.6 %} or, where a percentage says little, {@code 12 [10, 15]}. An exact number
 * has no bar. Times are UTC.
 *
 * <p>Columns are aligned over the first {@value #LOOK_AHEAD} rows, or over those there are at the
 * first {@code flush}; later rows reuse the widths, so that a long answer takes no more memory.
 */
public final class TableSink implements Sink {

  /** Rows that are put aside to find the widths of the columns. */
  public static final int LOOK_AHEAD = 1_000;

  /** Texts longer than this stick out instead of widening their column. */
  private static final int WIDEST_TEXT = 80;

  private final OutputStream target;

  private TableSink(OutputStream target) {
    this.target = target;
  }

  /** Writes to this stream, which is flushed and not closed. */
  public static TableSink create(OutputStream target) {
    return new TableSink(target);
  }

  @Override
  public String name() {
    return "table";
  }

  @Override
  public Writer open(Schema columns, boolean[] approximate) {
    return new TableWriter(new SinkOutput(target), columns);
  }

  private static final class TableWriter implements Writer {

    private final SinkOutput output;
    private final List<Column> columns;
    private final boolean[] numeric;

    /** Widths per column: up to the decimal point, behind it, the bar, and all of it. */
    private final int[] whole;

    private final int[] fraction;
    private final int[] bar;
    private final int[] total;

    private final List<Cell[]> ahead = new ArrayList<>();
    private boolean headed;
    private long rows;

    TableWriter(SinkOutput output, Schema schema) {
      this.output = output;
      this.columns = schema.columns();
      int size = columns.size();
      this.numeric = new boolean[size];
      this.whole = new int[size];
      this.fraction = new int[size];
      this.bar = new int[size];
      this.total = new int[size];
      for (int i = 0; i < size; i++) {
        numeric[i] = columns.get(i).type().isNumeric();
        total[i] = TableText.width(TableText.printable(columns.get(i).name()));
      }
    }

    @Override
    public void write(Answer answer) throws IOException {
      Cell[] cells = new Cell[columns.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = TableText.cell(answer.values().get(i), columns.get(i).type());
      }
      rows++;
      if (rows <= LOOK_AHEAD) {
        ahead.add(cells);
      } else {
        writeAhead();
        writeRow(cells);
      }
    }

    private void writeAhead() throws IOException {
      for (Cell[] cells : ahead) {
        for (int i = 0; i < cells.length; i++) {
          widen(i, cells[i]);
        }
      }
      if (!headed && (rows > 0)) {
        writeHeader();
      }
      for (Cell[] cells : ahead) {
        writeRow(cells);
      }
      ahead.clear();
    }

    private void widen(int i, Cell cell) {
      if (numeric[i]) {
        whole[i] = Math.max(whole[i], TableText.width(cell.whole()));
        fraction[i] = Math.max(fraction[i], TableText.width(cell.fraction()));
        bar[i] = Math.max(bar[i], TableText.width(cell.bar()));
        total[i] = Math.max(total[i], whole[i] + fraction[i] + bar[i]);
      } else {
        int width = TableText.width(cell.whole()) + TableText.width(cell.bar());
        total[i] = Math.max(total[i], Math.min(WIDEST_TEXT, width));
      }
    }

    private void writeHeader() throws IOException {
      headed = true;
      StringBuilder out = output.text();
      for (int i = 0; i < numeric.length; i++) {
        String name = TableText.printable(columns.get(i).name());
        int padding = total[i] - TableText.width(name);
        pad(out, i == 0 ? 0 : 2);
        if (numeric[i]) {
          // over the digits, not over the bars
          int right = Math.min(padding, bar[i]);
          pad(out, padding - right);
          out.append(name);
          pad(out, isLast(i) ? 0 : right);
        } else {
          out.append(name);
          pad(out, isLast(i) ? 0 : padding);
        }
      }
      output.endRow();
      for (int i = 0; i < numeric.length; i++) {
        pad(out, i == 0 ? 0 : 2);
        out.append("─".repeat(total[i]));
      }
      output.endRow();
    }

    private void writeRow(Cell[] cells) throws IOException {
      StringBuilder out = output.text();
      for (int i = 0; i < cells.length; i++) {
        Cell cell = cells[i];
        pad(out, i == 0 ? 0 : 2);
        int used = TableText.width(cell.whole());
        if (numeric[i]) {
          int left = total[i] - fraction[i] - bar[i];
          pad(out, left - used);
          out.append(cell.whole()).append(cell.fraction());
          used = Math.max(left, used) + TableText.width(cell.fraction());
          if (!cell.bar().isEmpty()) {
            int gap = left + fraction[i] - used;
            pad(out, gap);
            used += Math.max(0, gap);
          }
        } else {
          out.append(cell.whole());
        }
        out.append(cell.bar());
        used += TableText.width(cell.bar());
        if (!isLast(i)) {
          pad(out, total[i] - used);
        }
      }
      int end = out.length();
      while (end > 0 && out.charAt(end - 1) == ' ') {
        end--;
      }
      out.setLength(end);
      output.endRow();
    }

    private boolean isLast(int i) {
      return i == numeric.length - 1;
    }

    private static void pad(StringBuilder out, int width) {
      for (int i = 0; i < width; i++) {
        out.append(' ');
      }
    }

    @Override
    public void flush() throws IOException {
      writeAhead();
      output.flush();
    }

    @Override
    public void close() throws IOException {
      writeAhead();
      if (!headed) {
        writeHeader();
        output.text().append("(no rows)");
        output.endRow();
      }
      output.flush();
    }
  }
}
