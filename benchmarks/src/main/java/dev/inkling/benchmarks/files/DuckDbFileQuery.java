package dev.inkling.benchmarks.files;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The peer: DuckDB answers a query in a process of its own through its JDBC driver and prints the
 * answers as CSV. Arguments: the number of threads, the query.
 */
public final class DuckDbFileQuery {

  private DuckDbFileQuery() {}

  /** Runs the query; see the class. */
  public static void main(String[] args) throws SQLException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + Integer.parseInt(args[0]));
      try (ResultSet rows = statement.executeQuery(args[1])) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          for (int column = 1; column <= columns; column++) {
            out.print(rows.getString(column));
            out.print(column < columns ? ',' : '\n');
          }
        }
      }
    }
    out.flush();
  }
}
