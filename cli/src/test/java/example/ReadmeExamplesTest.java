package example;

import static dev.inkling.operator.Expr.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.Engine;
import dev.inkling.engine.Job;
import dev.inkling.engine.io.JsonSink;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Query;
import dev.inkling.operator.Window;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code of the README; this package is not ours, so it sees what users see. */
final class ReadmeExamplesTest {

  @Test
  void countsWithTheLibraryAlone() {
    List<String> monday = List.of("ada", "bob", "ada");
    List<String> tuesday = List.of("bob", "eve");
    // README: library
    HyperLogLog users = HyperLogLog.withRelativeError(0.01);
    monday.forEach(users::add);

    HyperLogLog others = HyperLogLog.withRelativeError(0.01);
    tuesday.forEach(others::add);

    Estimate both = users.merge(others).estimate(0.95); // value, lower, upper, guarantee
    byte[] stored = users.toByteArray();
    // README: end
    assertThat(both).isEqualTo(Estimate.exact(3));
    assertThat(HyperLogLog.fromBytes(stored)).isEqualTo(users);
  }

  @Test
  void runsAQueryInThisProcess(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("clicks.csv");
    Files.writeString(
        file,
        """
        ts,user_id,page,ms,status
        2026-01-01T00:00:01Z,1,/a,10.5,200
        2026-01-01T00:00:02Z,2,/a,20.5,200
        2026-01-01T00:01:00Z,2,/b,20.5,404
        """);
    String clicks = file.toString();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream out = bytes;
    // README: engine
    Query query =
        Query.from(FileInput.of(clicks))
            .eventTime("ts")
            .where(col("status").eq(200))
            .groupBy("page")
            .window(Window.tumbling(Duration.ofMinutes(1)))
            .aggregate("users", "user_id", Aggregators.countDistinct(0.01))
            .aggregate("latency", "ms", Aggregators.quantiles(0.5, 0.99))
            .to(JsonSink.create(out));
    try (Engine engine = Engine.start(Engine.Options.defaults());
        Job job = engine.submit(query)) {
      job.awaitEnd();
    }
    // README: end
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("\"page\":\"/a\"", "\"users\":2,\"users_lower\":2", "\"latency[0.99]\":20.5");
  }

  @Test
  void theReadmeShowsThisCode() throws Exception {
    Path root = Path.of(System.getProperty("inkling.root", ".."));
    String readme = Files.readString(root.resolve("README.md"));
    String source =
        Files.readString(root.resolve("cli/src/test/java/example/ReadmeExamplesTest.java"));
    for (String name : List.of("library", "engine")) {
      int from = source.indexOf('\n', source.indexOf("// README: " + name)) + 1;
      String code = source.substring(from, source.indexOf("    // README: end", from));
      assertThat(readme).contains("```java\n" + code.replaceAll("(?m)^ {4}", "") + "```");
    }
  }
}
