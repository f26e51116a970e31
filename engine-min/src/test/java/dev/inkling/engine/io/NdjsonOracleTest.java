package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Jackson reads the same lines and must come to the same rows. */
class NdjsonOracleTest {

  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String PLAIN = "abc {}[],:é日";

  private static final String DAMAGE = "{}[]:,\"\\0123.e-+ntu \tx\u0001";

  private static final String[] KEYS = {
    "a", "b", "name", "a.b", "a long key of many bytes", "é", ""
  };

  /** VARCHAR columns take every value, so that only the grammar decides. */
  private static final NdjsonFormat FORMAT =
      NdjsonFormat.create(
          new TreeMap<>(
              Map.of(
                  "b", FieldType.VARCHAR,
                  "name", FieldType.VARCHAR,
                  "a.b", FieldType.VARCHAR,
                  "a.name", FieldType.VARCHAR,
                  "a long key of many bytes", FieldType.VARCHAR,
                  "é", FieldType.VARCHAR)));

  @Property(tries = 1_000, seed = "2015")
  void randomLinesGiveTheRowsThatJacksonReads(@ForAll long seed) throws JsonProcessingException {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Object>> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int line = random.nextInt(1, 20); line > 0; line--) {
      String json = object(random, 0);
      text.append(json).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
      expected.add(jacksonRow(json));
    }
    ParsedRows parsed = ParsedRows.of(FORMAT, text.toString());
    assertThat(parsed.problems).as(text.toString()).isEmpty();
    assertThat(parsed.rows).as(text.toString()).isEqualTo(expected);
  }

  @Property(tries = 3_000, seed = "2016")
  void damagedLinesAreRefusedExactlyIfJacksonRefusesThem(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder json = new StringBuilder(object(random, 0));
    for (int k = random.nextInt(1, 3); k > 0 && json.length() > 0; k--) {
      int at = random.nextInt(json.length());
      char c = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
      switch (random.nextInt(3)) {
        case 0 -> json.deleteCharAt(at);
        case 1 -> json.insert(at, c);
        default -> json.setCharAt(at, c);
      }
    }
    String line = json.toString();
    byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
    byte[] text = Arrays.copyOf(utf8, utf8.length + 1);
    text[utf8.length] = '\n';
    ParsedRows parsed = ParsedRows.of(FORMAT, Schema.of(), text, 4);
    boolean blank = line.isBlank() && line.indexOf('\u0001') < 0;
    boolean taken = jacksonTakes(utf8);
    assertThat(parsed.rows.size()).as(line).isEqualTo(!blank && taken ? 1 : 0);
    assertThat(parsed.problems.size()).as(line).isEqualTo(!blank && !taken ? 1 : 0);
  }

  @Test
  void randomBytesGiveRowsOrBadRowsAndNothingElse() {
    SplittableRandom random = new SplittableRandom(99);
    String alphabet = "{{}}[]::,,\"\"\"\\\\u0123.e-ab tfn\n\n";
    byte[] valid =
        "{\"a\":{\"b\":1,\"name\":[true,null]},\"name\":\"x\\u00e9\\n\",\"b\":-1.5e3}\n"
            .getBytes(StandardCharsets.UTF_8);
    NdjsonFormat format =
        NdjsonFormat.create(
            Map.of(
                "a.b", FieldType.of(Type.BIGINT),
                "b", FieldType.of(Type.DOUBLE),
                "name", FieldType.VARCHAR,
                "a.name", FieldType.of(Type.TIMESTAMP)));
    for (int i = 0; i < 20_000; i++) {
      byte[] text;
      if (i % 2 == 0) {
        text = new byte[random.nextInt(1, 80)];
        for (int k = 0; k < text.length; k++) {
          text[k] =
              (byte)
                  (i % 4 == 0
                      ? random.nextInt(256)
                      : alphabet.charAt(random.nextInt(alphabet.length())));
        }
      } else {
        text = Arrays.copyOf(valid, random.nextInt(1, valid.length + 1));
        for (int k = random.nextInt(4); k > 0; k--) {
          text[random.nextInt(text.length)] = (byte) random.nextInt(256);
        }
      }
      text[text.length - 1] = '\n';
      int lines = 0;
      for (int start = 0; start < text.length; start++) {
        int end = start;
        while (text[end] != '\n') {
          end++;
        }
        lines +=
            new String(text, start, end - start, StandardCharsets.ISO_8859_1)
                    .replaceAll("[ \t\r]", "")
                    .isEmpty()
                ? 0
                : 1;
        start = end;
      }
      ParsedRows parsed = ParsedRows.of(format, format.schema(), text, 3);
      assertThat(parsed.rows.size() + parsed.problems.size()).isEqualTo(lines);
      NdjsonFormat.infer(text, 0, text.length);
      NdjsonFormat.infer(text, text.length / 3, text.length - text.length / 4);
    }
  }

  private static boolean jacksonTakes(byte[] line) {
    try {
      return JACKSON.readTree(line) instanceof ObjectNode;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Object> jacksonRow(String json) throws JsonProcessingException {
    JsonNode root = JACKSON.readTree(json);
    List<Object> row = new ArrayList<>();
    for (String path : FORMAT.fields().keySet()) {
      // the generator never makes a path and a key with a dot in one line
      JsonNode value = root.get(path);
      int dot = path.indexOf('.');
      if (value == null && dot > 0) {
        JsonNode object = root.get(path.substring(0, dot));
        value = object == null ? null : object.get(path.substring(dot + 1));
      }
      row.add(
          value == null || value.isNull()
              ? null
              : value.isTextual() ? value.asText() : value.toString());
    }
    return row;
  }

  /** An object as Jackson would write it, so that its text can be compared, but for some space. */
  private static String object(SplittableRandom random, int depth) {
    StringBuilder json = new StringBuilder("{");
    boolean dots = random.nextBoolean();
    int count = random.nextInt(7);
    boolean[] used = new boolean[KEYS.length];
    for (int i = 0; i < count; i++) {
      int k = random.nextInt(KEYS.length);
      // keys are distinct: in Jackson's tree a key that comes again keeps its first place
      if (used[k]
          || (KEYS[k].equals("a.b") && (!dots || depth > 0))
          || (KEYS[k].equals("a") && dots)) {
        continue;
      }
      used[k] = true;
      if (json.length() > 1) {
        json.append(depth == 0 && random.nextInt(4) == 0 ? " , " : ",");
      }
      String key = KEYS[k];
      if (depth == 0 && key.equals("b") && random.nextInt(4) == 0) {
        key = "\\u0062";
      }
      json.append('"').append(key).append(depth == 0 && random.nextInt(3) == 0 ? "\": " : "\":");
      json.append(value(random, depth + 1));
    }
    return json.append('}').toString();
  }

  private static String value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth < 4 ? 9 : 6)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 3 -> Integer.toString(random.nextInt(1000)) + "." + random.nextInt(1, 10);
      case 4, 5 -> depth > 1 ? "\"" + plain(random) + "\"" : "\"" + text(random) + "\"";
      case 6 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
      default -> object(random, depth);
    };
  }

  private static String plain(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(30); length > 0; length--) {
      text.append(PLAIN.charAt(random.nextInt(PLAIN.length())));
    }
    return text.toString();
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder(plain(random));
    String[] pieces = {
      "\\n",
      "\\\"",
      "\\\\",
      "\\/",
      "\\b",
      "\\f",
      "\\r",
      "\\t",
      "\\u0041",
      "\\u00E9",
      "\\ud83d\\uDE00",
      "\\u0000",
      "\\uFFFF",
      "😀",
      "\u007f",
      "\u2028"
    };
    for (int length = random.nextInt(4); length > 0; length--) {
      text.append(pieces[random.nextInt(pieces.length)]).append(plain(random));
    }
    return text.toString();
  }
}
