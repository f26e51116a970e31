package dev.inkling.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

  private static final Subject SUBJECT =
      Subject.of("accuracy", "Inkling \"HyperLogLog\", p=12 \\ é", "0.1")
          .with("distribution", "zipf(1.1)")
          .with("n", 1_000_000);

  @TempDir Path folder;

  private static Run run(String name, String suite) {
    return new Run(
        name,
        suite,
        Instant.parse("2026-01-02T03:04:05.006Z"),
        "abc+",
        "0.1",
        "quick",
        new Machine(2, "CPU, \"fast\"", "Linux amd64", "17.0.1", 512));
  }

  private static Results some(String name) {
    Results results = new Results(run(name, "accuracy"));
    results.add(SUBJECT.rootMeanSquare("rmse", "%", 0.1 + 0.2, 1_000));
    results.add(SUBJECT.share("held at 95 %", Direction.HIGHER, 953, 1_000));
    results.add(SUBJECT.exact("stored", "bytes", Direction.LOWER, 3_092));
    results.add(SUBJECT.rounds("time", "ns", Direction.LOWER, 2.5, 1e-300, 1e300, 4));
    results.add(SUBJECT.estimate("bias", "%", Direction.NEITHER, -0.01, 0.02, 1_000));
    return results;
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Results written = some("first");
    Path of = written.write(folder);
    assertThat(of).isEqualTo(folder.resolve("first"));
    Results other = new Results(run("first", "speed"));
    other.write(folder);

    List<Results> read = Results.read(of);

    assertThat(read).hasSize(2);
    assertThat(read.get(0).run()).isEqualTo(written.run());
    assertThat(read.get(0).measures()).isEqualTo(written.measures());
    assertThat(read.get(1).run()).isEqualTo(other.run());
    assertThat(read.get(1).measures()).isEmpty();
  }

  @Test
  void theMedianOfRoundsIsTheirMiddle() {
    Measure odd = SUBJECT.rounds("time", "ns", Direction.LOWER, 3, 1, 2);
    Measure even = SUBJECT.rounds("time", "ns", Direction.LOWER, 4, 1, 2, 3);
    assertThat(List.of(odd.low(), odd.value(), odd.high())).containsExactly(1.0, 2.0, 3.0);
    assertThat(List.of(even.low(), even.value(), even.high())).containsExactly(1.0, 2.5, 4.0);
  }

  @Test
  void theFilesAreAsDocumented() throws IOException {
    Results results = new Results(run("r", "accuracy"));
    results.add(SUBJECT.exact("stored", "bytes", Direction.LOWER, 3_092));
    Path of = results.write(folder);

    assertThat(of.resolve("accuracy.csv"))
        .hasContent(
            """
            suite,subject,version,setting,name,unit,value,low,high,trials,noise,direction
            accuracy,"Inkling ""HyperLogLog"", p=12 \\ é",0.1,distribution=zipf(1.1) n=1000000,stored,bytes,3092.0,3092.0,3092.0,1,none,lower
            """);
    assertThat(of.resolve("accuracy.json"))
        .hasContent(
            """
            [
            {"run": "r", "suite": "accuracy", "subject": "Inkling \\"HyperLogLog\\", p=12 \\\\ é", "version": "0.1", "setting": "distribution=zipf(1.1) n=1000000", "name": "stored", "unit": "bytes", "value": 3092.0, "low": 3092.0, "high": 3092.0, "trials": 1, "noise": "none", "direction": "lower"}
            ]
            """);
    assertThat(of.resolve("accuracy-run.csv"))
        .hasContent(
            """
            run,suite,started,commit,version,effort,processors,cpu,os,jdk,heap_mib,measures
            r,accuracy,2026-01-02T03:04:05.006Z,abc+,0.1,quick,2,"CPU, ""fast""\",Linux amd64,17.0.1,512,1
            """);
  }

  @Test
  void theHistoryHasEveryRun() throws IOException {
    Path file = folder.resolve("new/history.csv");
    assertThat(History.read(file).runs()).isEmpty();
    History.append(file, some("first"));
    History.append(file, some("second"));

    History history = History.read(file);

    assertThat(history.runs()).extracting(r -> r.run().name()).containsExactly("first", "second");
    assertThat(history.runs().get(1).measures()).isEqualTo(some("second").measures());
    assertThat(history.incomplete()).isEmpty();
  }

  @Test
  void aHistoryThatWasCutAnywhereKeepsTheRunsBefore() throws IOException {
    Path file = folder.resolve("history.csv");
    History.append(file, some("first"));
    int whole = (int) Files.size(file);
    History.append(file, some("second"));
    byte[] all = Files.readAllBytes(file);
    for (int length = whole; length < all.length - 1; length++) {
      Files.write(file, Arrays.copyOf(all, length));
      History cut = History.read(file);
      assertThat(cut.runs()).extracting(r -> r.run().name()).containsExactly("first");
      assertThat(cut.incomplete().size()).isLessThanOrEqualTo(1);

      History.append(file, some("third"));
      assertThat(History.read(file).runs())
          .extracting(r -> r.run().name())
          .containsExactly("first", "third");
    }
  }

  @Test
  void aHistoryWhoseLastLineBreakIsMissingLosesNothing() throws IOException {
    Path file = folder.resolve("history.csv");
    History.append(file, some("first"));
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 1));
    assertThat(History.read(file).runs()).hasSize(1);

    History.append(file, some("second"));
    assertThat(History.read(file).runs())
        .extracting(r -> r.run().name())
        .containsExactly("first", "second");
  }

  @Test
  void aFileThatIsNoHistoryIsLeftAlone() throws IOException {
    Path file = folder.resolve("notes.txt");
    Files.writeString(file, "notes without a line break");
    assertThatThrownBy(() -> History.append(file, some("first")))
        .isInstanceOf(ResultFormatException.class)
        .hasMessage(
            file + ", line 1: must start with \"run,\", or the file be empty, got \"note\"");
    assertThat(file).hasContent("notes without a line break");
  }

  @Test
  void linesOfRunsThatOnlySaidWhetherTheyWereQuickAreRead() throws IOException {
    Path file = folder.resolve("history.csv");
    History.append(file, some("first"));
    String text = Files.readString(file);
    Files.writeString(file, text.replace(",0.1,quick,", ",0.1,false,"));
    assertThat(History.read(file).runs().get(0).run().effort()).isEqualTo("default");
    Files.writeString(file, text.replace(",0.1,quick,", ",0.1,some,"));
    assertThatThrownBy(() -> History.read(file))
        .hasMessageContaining("effort must be one of [quick, default, full], got \"some\"");
  }

  @Test
  void errorsNameFileLineRuleAndValue() throws IOException {
    Path of = some("first").write(folder);
    Path csv = of.resolve("accuracy.csv");
    String text = Files.readString(csv);

    Files.writeString(csv, text.replace(",3092.0,3092.0,3092.0", ",3092.0,much,3092.0"));
    refused(of, csv + ", line 4: low must be a number, got \"much\"");
    Files.writeString(csv, text.replace(",3092.0,3092.0,3092.0", ",NaN,3092.0,3092.0"));
    refused(of, csv + ", line 4: value must be finite, got \"NaN\"");
    Files.writeString(csv, text.replace(",none,lower", ",none,down"));
    refused(of, csv + ", line 4: direction must be one of [lower, higher, neither], got \"down\"");
    Files.writeString(csv, text.replace("zipf(1.1) n=", "zipf(1.1) n "));
    refused(of, csv + ", line 2: setting must be name=value name=value, got \"");
    Files.writeString(csv, text.replace(",none,lower", ",none"));
    refused(of, csv + ", line 4: must have 12 fields, got 11: \"");
    Files.writeString(csv, text.replace("é\",", "é\"x,"));
    refused(of, csv + ", line 2: a comma must follow a closing quote, got \"x,");
    Files.writeString(csv, text.replace("é\",", "é,"));
    refused(of, csv + ", line 2: a quote must be closed, got \"");
    Files.writeString(csv, text.substring(0, text.lastIndexOf("accuracy")));
    refused(of, csv + ", line 5: must end after 5 measures, got 4");
    Files.writeString(csv, text.replace("stored", "rmse"));
    refused(of, csv + ", line 4: measure must be the only one of its key, got \"accuracy: ");
    Files.writeString(csv, text.substring(1));
    refused(of, csv + ", line 1: must be \"suite,subject,");
    Files.write(csv, new byte[] {(byte) 0xff});
    refused(of, csv + ", line 1: must be UTF-8");

    Path run = of.resolve("accuracy-run.csv");
    String header = Files.readString(run);
    Files.writeString(run, header.replace("2026-01-02", "yesterday "));
    refused(of, run + ", line 2: started must be a time as in ISO 8601, got \"yesterday T");
    Files.writeString(run, header.replace("\nfirst,", "\nlast,"));
    refused(of, run + ", line 2: name of a run must be letters, digits, . - _, got \"last\"");
    Files.writeString(run, header.replace(",accuracy,", ",../accuracy,"));
    refused(of, run + ", line 2: suite must be lower-case letters, got \"../accuracy\"");
    Files.delete(run);
    refused(of, "folder of a run must be one with *-run.csv, got \"" + of);
  }

  @Test
  void aHistoryWithALineOfSomethingElseIsRefused() throws IOException {
    Path file = folder.resolve("history.csv");
    History.append(file, some("first"));
    Files.writeString(file, "measure,more\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> History.read(file))
        .isInstanceOf(ResultFormatException.class)
        .hasMessageStartingWith(file + ", line 7: must start with \"run,\"");
  }

  @Test
  void measuresThatCannotBeAreRefused() {
    assertThatThrownBy(() -> SUBJECT.exact("rmse", "%", Direction.LOWER, Double.NaN))
        .hasMessage("value must be finite, got \"NaN\"");
    assertThatThrownBy(() -> SUBJECT.exact("rmse\n", "%", Direction.LOWER, 1))
        .hasMessageStartingWith("name must be not blank, without control characters");
    assertThatThrownBy(() -> SUBJECT.with("n", 2))
        .hasMessage("name of a setting must be given once, got \"n\"");
    assertThatThrownBy(() -> SUBJECT.with("merge tree", 2).exact("a", "b", Direction.LOWER, 1))
        .hasMessageStartingWith("name of a setting must be without space or =");
    assertThatThrownBy(() -> SUBJECT.with("tree", "a b").exact("a", "b", Direction.LOWER, 1))
        .hasMessage("setting tree must be not empty, without white space, got \"a b\"");
    assertThatThrownBy(() -> SUBJECT.share("held", Direction.HIGHER, 2, 1))
        .hasMessageContaining("got");
    assertThatThrownBy(() -> SUBJECT.rounds("time", "ns", Direction.LOWER))
        .hasMessage("rounds must be at least one, got \"0\"");
    Results results = some("first");
    assertThatThrownBy(() -> results.add(SUBJECT.exact("stored", "bytes", Direction.LOWER, 1)))
        .hasMessageContaining("only one of its key");
    assertThatThrownBy(
            () -> results.add(Subject.of("speed", "x", "1").exact("a", "b", Direction.LOWER, 1)))
        .hasMessage("suite must be accuracy, got \"speed\"");
  }

  private static void refused(Path of, String message) {
    assertThatThrownBy(() -> Results.read(of))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
