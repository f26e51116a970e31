package dev.inkling.benchmarks.engine;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** DuckDB: batch queries over a table in its memory, which is loaded before. */
public final class DuckDbEngine implements EventEngine {

  private Connection connection;

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new DuckDbEngine());
  }

  @Override
  public void start(int threads) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET threads = " + threads);
  }

  @Override
  public boolean load(Events events, long count) throws SQLException {
    Fork.firstEvent();
    execute("CREATE TABLE events(ts BIGINT, key BIGINT, user_id BIGINT, value DOUBLE)");
    try (DuckDBAppender appender =
        connection
            .unwrap(DuckDBConnection.class)
            .createAppender(DuckDBConnection.DEFAULT_SCHEMA, "events")) {
      for (long i = 0; i < count; i++) {
        appender.beginRow();
        appender.append(events.timeMs(i));
        appender.append((long) events.key(i));
        appender.append(events.user(i));
        appender.append(events.value(i));
        appender.endRow();
      }
    }
    return true;
  }

  @Override
  public void run(Workload workload, Events events, long count, Answers answers)
      throws SQLException {
    String table = "events_" + count;
    execute("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT * FROM events LIMIT " + count);
    Fork.restart();
    String sql = String.format(Locale.ROOT, sql(workload), table);
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        answers.add(result.getLong(1), result.getLong(2), result.getDouble(3), result.getDouble(4));
      }
    }
  }

  private static String sql(Workload workload) {
    String tumbling = "(ts // 10000 + 1) * 10000 AS window_end, key";
    return switch (workload) {
      case Q1 ->
          "SELECT "
              + tumbling
              + ", count(*), approx_count_distinct(user_id) FROM %s GROUP BY window_end, key";
      case Q2 ->
          "SELECT (ts // 1000 + 1 + later) * 1000 AS window_end, key, count(*),"
              + " approx_count_distinct(user_id) FROM %s, range(60) AS slides(later)"
              + " GROUP BY window_end, key";
      case Q3 ->
          "SELECT "
              + tumbling
              + ", count(*) AS events, 0.0 FROM %s GROUP BY window_end, key QUALIFY"
              + " row_number() OVER (PARTITION BY window_end ORDER BY events DESC) <= 100";
      case Q4 ->
          "SELECT window_end, key, q[1], q[2] FROM (SELECT "
              + tumbling
              + ", approx_quantile(value, [0.5, 0.99]) AS q FROM %s GROUP BY window_end, key)";
    };
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void stop() throws SQLException {
    connection.close();
  }
}
