package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogFormatTest {

  private static final String LINE =
      "83.149.9.216 - frank [17/May/2015:10:05:03 +0000] \"GET /a?b=c HTTP/1.1\" 200 203023";

  private static final String COMBINED = LINE + " \"http://x.org/\" \"Mozilla/5.0 (X11)\"";

  @Test
  void theCombinedFormatHasElevenColumns() {
    ParsedRows parsed = ParsedRows.of(AccessLogFormat.combined(), COMBINED + "\r\n\n");
    assertThat(parsed.rows)
        .containsExactly(
            Arrays.asList(
                "83.149.9.216",
                null,
                "frank",
                1431857103000L,
                "GET",
                "/a?b=c",
                "HTTP/1.1",
                200L,
                203023L,
                "http://x.org/",
                "Mozilla/5.0 (X11)"));
  }

  @Test
  void theCommonFormatHasNineAndIgnoresWhatFollows() {
    ParsedRows parsed = ParsedRows.of(AccessLogFormat.common(), LINE + "\n" + COMBINED + "\n");
    assertThat(parsed.rows).hasSize(2);
    assertThat(parsed.rows.get(0)).hasSize(9).isEqualTo(parsed.rows.get(1)).endsWith(203023L);
  }

  @Test
  void aDashIsNull() {
    ParsedRows parsed =
        ParsedRows.of(
            AccessLogFormat.combined(),
            "::1 - - [17/May/2015:10:05:03 +0200] \"-\" 408 - \"-\" \"-\"\n");
    assertThat(parsed.rows)
        .containsExactly(
            Arrays.asList(
                "::1", null, null, 1431849903000L, null, null, null, 408L, null, null, null));
  }

  @Test
  void oddRequestsAreUrlsAsAWhole() {
    for (String request :
        new String[] {"GET /", "", "\\x16\\x03\\x01", "GET /a b HTTP/1.1", "a  b"}) {
      ParsedRows parsed =
          ParsedRows.of(
              AccessLogFormat.common(), LINE.replace("GET /a?b=c HTTP/1.1", request) + "\n");
      assertThat(parsed.rows.get(0).subList(4, 7)).containsExactly(null, request, null);
    }
  }

  @Test
  void escapedQuotesBelongToTheField() {
    ParsedRows parsed =
        ParsedRows.of(
            AccessLogFormat.combined(),
            LINE + " \"\\\"a\\\\\\\" \\n\" \"say \\\"hi\\\" \"now\"!\"\n" + COMBINED + "\n");
    assertThat(parsed.rows.get(0).subList(9, 11))
        .containsExactly("\"a\\\" \\n", "say \"hi\" \"now\"!");
    assertThat(parsed.rows).hasSize(2);
  }

  @Test
  void aFieldThatIsCutOffEndsWithTheLine() {
    String cut = COMBINED.substring(0, COMBINED.length() - 3);
    assertThat(ParsedRows.of(AccessLogFormat.combined(), cut + "\n").rows.get(0))
        .endsWith("Mozilla/5.0 (X1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1.2.3.4 - -",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000]",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000] GET",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\"",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 x",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" OK 1",
        "1.2.3.4 - - [32/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1",
        "1.2.3.4 - - [17/May/2015:10:05:03 +0000 \"GET / HTTP/1.1\" 200 1"
      })
  void aLineThatLacksAFieldIsABadRow(String line) {
    // the dashes of the bad line must not make the next row null
    ParsedRows parsed = ParsedRows.of(AccessLogFormat.common(), line + "\n" + LINE + "\n");
    assertThat(parsed.offsets).containsExactly(0);
    assertThat(parsed.problems.get(0)).startsWith("column ").contains(": expected ");
    assertThat(parsed.rows).isEqualTo(ParsedRows.of(AccessLogFormat.common(), LINE + "\n").rows);
  }

  @Test
  void theFormatIsInferredFromTheEndsOfLines() {
    byte[] common =
        (LINE + "\n" + LINE + "\r\n" + COMBINED + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] combined = (LINE + "\n" + COMBINED + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(AccessLogFormat.infer(common, 0, common.length).schema().size()).isEqualTo(9);
    assertThat(AccessLogFormat.infer(combined, 0, combined.length).schema().size()).isEqualTo(11);
    AccessLogFormat typed = AccessLogFormat.common().withTypes(Map.of("status", FieldType.VARCHAR));
    assertThat(typed.schema().type("status")).isEqualTo(Type.VARCHAR);
    assertThatThrownBy(() -> AccessLogFormat.common().withTypes(Map.of("x", FieldType.VARCHAR)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void damagedLinesGiveRowsOrBadRowsAndNothingElse() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] line = (COMBINED + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = Arrays.copyOf(line, random.nextInt(1, line.length + 1));
      for (int k = random.nextInt(5); k > 0; k--) {
        int c = "\" []\\-\n\r".charAt(random.nextInt(8));
        text[random.nextInt(text.length)] = (byte) (i % 2 == 0 ? c : random.nextInt(256));
      }
      text[text.length - 1] = '\n';
      long lines =
          new String(text, StandardCharsets.ISO_8859_1)
              .replace("\r\n", "\n")
              .chars()
              .filter(c -> c == '\n')
              .count();
      ParsedRows parsed =
          ParsedRows.of(AccessLogFormat.combined(), AccessLogFormat.combined().schema(), text, 2);
      int records = parsed.rows.size() + parsed.problems.size();
      assertThat(records).isBetween(0, (int) lines);
    }
  }

  @Test
  void allLinesOfARealLogAreRead() throws IOException {
    Path root = Path.of(System.getProperty("inkling.root", ".."));
    Path log = root.resolve("../shared/data/weblogs/apache_logs.log.gz");
    if (!Files.exists(log)) {
      log = root.resolve("../../shared/data/weblogs/apache_logs.log.gz");
    }
    assumeTrue(Files.exists(log), "the log apache_logs.log.gz is not here");
    byte[] text;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(log))) {
      text = in.readAllBytes();
    }
    AccessLogFormat format = AccessLogFormat.infer(text, 0, 100_000);
    Schema wanted =
        Schema.of(
            new Column("ip", Type.VARCHAR),
            new Column("url", Type.VARCHAR),
            new Column("status", Type.BIGINT),
            new Column("agent", Type.VARCHAR),
            new Column("referer", Type.VARCHAR),
            new Column("bytes", Type.BIGINT),
            new Column("method", Type.VARCHAR));
    ParsedRows parsed = ParsedRows.of(format, wanted, text, 1000);
    assertThat(parsed.problems).isEmpty();
    assertThat(parsed.rows).hasSize(10_000);
    assertThat(distinct(parsed.rows, 0)).hasSize(1753);
    assertThat(distinct(parsed.rows, 1)).hasSize(1498);
    assertThat(distinct(parsed.rows, 2)).hasSize(8);
    // NULL, written as a dash, is one of the 559 and of the 628
    assertThat(distinct(parsed.rows, 3)).hasSize(559).contains((Object) null);
    assertThat(distinct(parsed.rows, 4)).hasSize(628).contains((Object) null);
    assertThat(parsed.rows.stream().filter(row -> row.get(5) != null).count()).isEqualTo(9331);
    assertThat(
            parsed.rows.stream()
                .filter(r -> r.get(5) != null)
                .mapToLong(r -> (long) r.get(5))
                .sum())
        .isEqualTo(2_747_282_740L);
    assertThat(distinct(parsed.rows, 6)).contains("GET", "POST", "HEAD");
  }

  private static Set<Object> distinct(List<List<Object>> rows, int column) {
    Set<Object> values = new HashSet<>();
    rows.forEach(row -> values.add(row.get(column)));
    return values;
  }
}
