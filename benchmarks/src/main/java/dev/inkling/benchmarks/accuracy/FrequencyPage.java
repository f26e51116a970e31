package dev.inkling.benchmarks.accuracy;

import java.io.PrintStream;
import java.util.Optional;

/** What the page says about frequency sketches. */
final class FrequencyPage {

  private static final String[] ITEMS = {"item=1", "item=100", "item=10000", "item=absent"};

  private final Rows rows;
  private final PrintStream out;

  FrequencyPage(Rows rows, PrintStream out) {
    this.rows = rows;
    this.out = out;
  }

  void print() {
    out.print(
        "\n## Frequency sketches\n\n"
            + "RMSE of the frequency in ‰ of the stream's length: 100,000 positions, 100,000 items"
            + " by Zipf's law with s = 1.1, of which 1 is the most frequent. Bars: held / asked in"
            + " %, × how many times wider than need be. Then the RMSE of item 100 by stream, and"
            + " how many of the 100 most frequent items were missed, in %.\n\n"
            + "| sketch | heap / stored bytes | item 1 | 100 | 10,000 | absent | bars of item 100 |"
            + " merged from 64 | uniform | zipf(0.8) | zipf(1.5) | frequent first | frequent last |"
            + " missed, zipf(1.1) | zipf(0.8) | frequent last |\n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Label label : rows.labels(FrequencyTrials.FAMILY)) {
      String zipf = Streams.ZIPF_11.title();
      out.printf("| %s | %s |", label, Rows.cell(find(label, zipf, 1, ITEMS[1]), Rows::bytes));
      for (String item : ITEMS) {
        out.printf(" %s |", error(find(label, zipf, 1, item)));
      }
      out.printf(
          " %s | %s |",
          Rows.cell(find(label, zipf, 1, ITEMS[1]), Rows::bars),
          error(find(label, zipf, 64, ITEMS[1])));
      for (Streams stream :
          new Streams[] {
            Streams.UNIFORM, Streams.ZIPF_08, Streams.ZIPF_15, Streams.SORTED, Streams.REVERSE
          }) {
        out.printf(" %s |", error(find(label, stream.title(), 1, ITEMS[1])));
      }
      for (Streams stream : new Streams[] {Streams.ZIPF_11, Streams.ZIPF_08, Streams.REVERSE}) {
        out.printf(
            " %s |",
            Rows.cell(
                find(label, stream.title(), 1, FrequencyTrials.TOP),
                r -> Rows.percent(r.more().get(FrequencyTrials.MISSED))));
      }
      out.println();
    }
  }

  private static String error(Optional<Row> row) {
    return Rows.cell(row, r -> Rows.number(1_000 * r.errors().rmse()));
  }

  private Optional<Row> find(Label label, String distribution, int parts, String question) {
    return rows.find(
        FrequencyTrials.FAMILY, label.toString(), distribution, Families.MIDDLE, parts, question);
  }
}
