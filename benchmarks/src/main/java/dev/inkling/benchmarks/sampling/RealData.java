package dev.inkling.benchmarks.sampling;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Populations of real rows, if their files are there. */
final class RealData {

  private RealData() {}

  /** y: revenue, x: quantity, groups: countries. */
  static Optional<Population> retail(Path data) throws SQLException {
    return read(
        "online-retail, by country",
        data.resolve("online-retail/online-retail.csv.gz"),
        "SELECT Quantity * UnitPrice, Quantity, Country FROM read_csv_auto(?)",
        "");
  }

  /** y: volume, x: price × volume, groups: symbols and exchanges. */
  static Optional<Population> ticks(Path data) throws SQLException {
    return read(
        "ticks, by symbol and exchange",
        data.resolve("ticks/trades-spy.csv.gz"),
        "SELECT size, price * size, symbol || ' ' || exchange FROM read_csv_auto(?, "
            + "types={'exchange': 'VARCHAR', 'condition': 'VARCHAR'})",
        "trades-*.csv.gz");
  }

  private static Optional<Population> read(String name, Path file, String query, String glob)
      throws SQLException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String files = (glob.isEmpty() ? file : file.resolveSibling(glob)).toString();
    List<double[]> rows = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      String quoted = "'" + files.replace("'", "''") + "'";
      try (ResultSet result = statement.executeQuery(query.replace("?", quoted))) {
        while (result.next()) {
          rows.add(new double[] {result.getDouble(1), result.getDouble(2)});
          groups.add(result.getString(3));
        }
      }
    }
    double[] y = rows.stream().mapToDouble(r -> r[0]).toArray();
    double[] x = rows.stream().mapToDouble(r -> r[1]).toArray();
    return Optional.of(new Population(name, y, x, groups.toArray(String[]::new)));
  }
}
