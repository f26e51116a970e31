package dev.inkling.benchmarks.accuracy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jfree.chart.JFreeChart;

/**
 * Measures how far the answers of our sketches and of their peers are from the truth, and writes
 * {@code docs/ACCURACY.md} with its plots, and all figures as CSV and JSON.
 */
public final class AccuracyReport {

  private static final String ALL = "all";

  private final List<String> families;
  private final boolean bars;
  private final Effort effort;
  private final Optional<Path> output;

  /**
   * Arguments: {@code --family NAME} (or {@code all}), {@code --quick} or {@code --full}, {@code
   * --output FILE.md} or a folder for {@code ACCURACY.md}; the plots go to {@code plots} beside the
   * page. Without an output the page of all families goes to the folder that the system property
   * {@code inkling.docs} names, that of one family or of a quick run to the folder of the run. The
   * exit code is 2 if an argument cannot be understood.
   */
  public static void main(String[] args) throws IOException {
    AccuracyReport report;
    try {
      report = new AccuracyReport(args);
    } catch (IllegalArgumentException e) {
      System.err.println("accuracy: " + e.getMessage());
      System.exit(2);
      return;
    }
    report.write();
  }

  private AccuracyReport(String[] args) {
    System.setProperty("java.awt.headless", "true");
    String family = ALL;
    Effort asked = Effort.DEFAULT;
    Optional<Path> page = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> asked = Effort.QUICK;
        case "--full" -> asked = Effort.FULL;
        case "--family" -> family = value(args, ++i);
        case "--output" -> page = Optional.of(Path.of(value(args, ++i)));
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    if (!family.equals(ALL) && !Families.NAMES.contains(family)) {
      throw new IllegalArgumentException(
          "--family must be one of " + Families.NAMES + " or all, got " + family);
    }
    bars = family.equals(ALL);
    if (page.isEmpty() && bars && !asked.isQuick()) {
      page = Optional.of(Path.of(System.getProperty("inkling.docs", "docs")));
    }
    families = bars ? Families.NAMES : List.of(family);
    effort = asked;
    output = page;
  }

  private static String value(String[] args, int at) {
    if (at == args.length) {
      throw new IllegalArgumentException(args[at - 1] + " needs a value");
    }
    return args[at];
  }

  private static Path page(Path output) {
    return output.toString().endsWith(".md") ? output : output.resolve("ACCURACY.md");
  }

  private void write() throws IOException {
    Families measuring = new Families(effort);
    List<Row> rows = new ArrayList<>();
    for (String family : families) {
      rows.addAll(measuring.measure(family));
    }
    Path results = ResultRows.save(rows, effort);
    Path page = page(output.orElse(results)).toAbsolutePath();
    Path folder = Files.createDirectories(page.getParent());
    Map<String, JFreeChart> charts = new Plots(rows).charts();
    Plots.write(charts, folder.resolve("plots"));
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(page), false, StandardCharsets.UTF_8)) {
      AccuracyPage text = new AccuracyPage(new Rows(rows), out, effort);
      text.print(charts.keySet(), measuring.refusals());
      if (bars) {
        new BarsPage(out, effort).print();
        Footprint.print(out, effort.mostAdded());
      }
      text.missing();
    }
    System.err.println("page: " + page);
  }
}
