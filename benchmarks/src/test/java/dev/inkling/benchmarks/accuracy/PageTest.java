package dev.inkling.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.benchmarks.results.Machine;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jfree.chart.JFreeChart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** A tiny run of all families gives plots, a page and results. */
class PageTest {

  private static final Effort TINY =
      new Effort("tiny", 3, 10_000, 2, 2, 0, 1, 2_000, 100_000, 2, 0, 10, 10_000);

  private static final List<Row> ROWS = new ArrayList<>();
  private static final Families FAMILIES = new Families(TINY);

  @TempDir Path folder;

  @BeforeAll
  static void measure() {
    System.setProperty("java.awt.headless", "true");
    // MergingDigest 3.3 merges against an assertion of its own
    PageTest.class.getClassLoader().setPackageAssertionStatus("com.tdunning.math.stats", false);
    Families.NAMES.forEach(family -> ROWS.addAll(FAMILIES.measure(family)));
  }

  @Test
  void plotsAreSmallValidXmlWithALegendOfAllSubjects() throws Exception {
    Map<String, JFreeChart> charts = new Plots(ROWS).charts();
    assertThat(charts.keySet())
        .containsExactly(
            Plots.DISTINCT_HEAP, Plots.DISTINCT_STORED, Plots.MEMBERSHIP, Plots.QUANTILE);
    Plots.write(charts, folder);
    for (String name : charts.keySet()) {
      Path file = folder.resolve(name + ".svg");
      assertThat(Files.size(file)).as(name).isBetween(10_000L, 100_000L);
      DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
      // the document type of SVG would be looked up in the net
      parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      Document document = parsers.newDocumentBuilder().parse(file.toFile());
      assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(document.getDocumentElement().getTextContent())
          .contains("Inkling", "DataSketches");
    }
    assertThat(Files.readString(folder.resolve(Plots.QUANTILE + ".svg")))
        .contains("lower is better", "HdrHistogram", "0.999");
  }

  @Test
  void thePageHasAPlaceForEveryFamilyAndSubjectAndSaysWhatWasRefused() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    AccuracyPage page = new AccuracyPage(new Rows(ROWS), out, TINY);
    page.print(new Plots(ROWS).charts().keySet(), FAMILIES.refusals());
    page.missing();
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .contains(
            "## Distinct counters", "## Filters", "## Quantile", "## Frequency", "takes floats")
        .contains("(plots/" + Plots.DISTINCT_HEAP + ".svg)");
    for (String family : Families.NAMES) {
      for (Label label : new Rows(ROWS).labels(family)) {
        assertThat(text).contains("| " + label + " |");
      }
    }
    assertThat(text.lines().count()).isLessThan(200);
  }

  @Test
  void everyRowBecomesMeasuresThatCanBeReadAgain() throws Exception {
    Run run = new Run("tiny", "accuracy", Instant.EPOCH, "none", "none", "quick", Machine.here());
    Results results = new Results(run);
    ROWS.forEach(row -> ResultRows.add(row, results));
    results.write(folder);
    Results read = Results.read(folder.resolve("tiny")).get(0);
    assertThat(read.measures()).hasSameSizeAs(results.measures());
    for (int i = 0; i < read.measures().size(); i++) {
      assertThat(read.measures().get(i)).isEqualTo(results.measures().get(i));
    }
    assertThat(read.measures().size()).isGreaterThan(5 * ROWS.size());
  }

  @Test
  void noFilterLosesAKey() {
    List<Row> filters =
        ROWS.stream().filter(row -> row.family().equals(MembershipTrials.FAMILY)).toList();
    assertThat(filters.size()).isGreaterThan(100);
    for (Row row : filters) {
      assertThat(row.more().get(MembershipTrials.LOST)).as("%s", row).isZero();
    }
  }

  @Test
  void theSameSeedsGiveTheSameRows() {
    DistinctSubject subject = Families.distinctSubjects().get(0);
    DistinctTrials trials = new DistinctTrials(5, 1_000);
    assertThat(trials.growing(subject, 100, 1e6, 1e9))
        .isEqualTo(trials.growing(subject, 100, 1e6, 1e9));
  }
}
