package dev.inkling.sql;

import dev.inkling.operator.Column;
import dev.inkling.operator.Input;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The catalog of the tests, and queries and plans as texts. */
final class Tables {

  private Tables() {}

  private record Named(String name) implements Input {}

  /** One table under any name, but for "missing.csv" and "broken.csv". */
  static Catalog.Table table(String name, Set<String> timestampColumns) {
    if (name.equals("missing.csv")) {
      throw new IllegalArgumentException("no file \"missing.csv\"; there are a.csv, b.csv");
    }
    if (name.equals("broken.csv")) {
      throw new UncheckedIOException(new IOException("a tooth is missing"));
    }
    Type ms = timestampColumns.contains("ms") ? Type.TIMESTAMP : Type.BIGINT;
    return new Catalog.Table(
        new Named(name),
        Schema.of(
            new Column("symbol", Type.VARCHAR),
            new Column("user_id", Type.VARCHAR),
            new Column("price", Type.DOUBLE),
            new Column("size", Type.BIGINT),
            new Column("ok", Type.BOOLEAN),
            new Column("ts", Type.TIMESTAMP),
            new Column("ms", ms),
            new Column("Page", Type.VARCHAR),
            new Column("tag", Type.VARCHAR),
            new Column("TAG", Type.VARCHAR)));
  }

  /** The plan of a query with default options. */
  static Query plan(String sql) {
    return SqlPlanner.create(Tables::table).plan(sql, PlanOptions.defaults());
  }

  /** A plan as lines. */
  static String show(Query query) {
    List<String> lines = new ArrayList<>();
    query.sampling().ifPresent(sampling -> lines.add("sample " + sampling));
    if (query.window() instanceof Window.Tumbling w) {
      String time = query.eventTime().orElseThrow().column().orElseThrow();
      lines.add("window " + w.sizeMs() + " ms + " + w.offsetMs() + " of " + time);
    }
    query.where().ifPresent(w -> lines.add("where " + w));
    query.keys().forEach(k -> lines.add("key " + k.name() + " = " + k.expr()));
    for (Query.Aggregate a : query.aggregates()) {
      String of = a.input().map(i -> " of " + i).orElse("");
      String where = a.filter().map(f -> " where " + f).orElse("");
      lines.add("aggregate " + a.name() + " = " + a.aggregator().name() + of + where);
    }
    for (Query.Selected s : query.select()) {
      String bar = s.bars().map(b -> " in [" + b.lower() + ", " + b.upper() + "]").orElse("");
      lines.add("select " + s.name() + " = " + s.value() + bar);
    }
    query.having().ifPresent(h -> lines.add("having " + h));
    query.orderBy().forEach(o -> lines.add("order " + o.expr() + (o.descending() ? " desc" : "")));
    query.limit().ifPresent(l -> lines.add("limit " + l));
    if (query.offset() > 0) {
      lines.add("offset " + query.offset());
    }
    if (query.simultaneous()) {
      lines.add("for all rows");
    }
    return String.join("\n", lines);
  }

  /** What an error says. */
  static String show(SqlException e) {
    return e.line() + ":" + e.column() + " " + e.getMessage();
  }

  /** A query and what is expected of it. */
  record Case(String sql, String expected) {}

  /** The cases of a file: blocks between blank lines, the query first, then after "→" the rest. */
  static List<Case> cases(String file) {
    List<Case> cases = new ArrayList<>();
    for (String block : read(file).split("\n\n+", -1)) {
      int arrow = block.indexOf("\n→ ");
      if (arrow >= 0) {
        String expected = block.substring(arrow + 3).strip().replace("\n  ", "\n");
        cases.add(new Case(block.substring(0, arrow).strip(), expected));
      }
    }
    return cases;
  }

  private static String read(String file) {
    try (InputStream in = Tables.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
