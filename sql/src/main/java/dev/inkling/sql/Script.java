package dev.inkling.sql;

import dev.inkling.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements of a text, separated by semicolons: any number of CREATE TABLE, and one query.
 *
 * @param tables the tables that are defined, by their names
 * @param query the SELECT; places in it are places in the whole text
 * @param into the table that its answers are inserted into, if they are
 */
record Script(Map<String, TableStatement> tables, SqlText query, Optional<TableStatement> into) {

  private static final String ONE_QUERY = "write one SELECT, or one INSERT INTO … SELECT";

  static Script parse(String sql) {
    SqlText text = SqlText.create(sql);
    Map<String, TableStatement> tables = new LinkedHashMap<>();
    List<Token> query = null;
    for (List<Token> statement : split(Tokens.of(sql))) {
      Token first = statement.get(0);
      if (first.isWord("CREATE")) {
        TableStatement table = TableStatement.parse(text, statement);
        TableStatement other = find(tables, table.name()).orElse(null);
        if (other != null) {
          throw text.error(
              table.at(), "table " + table.name() + " is defined twice; rename one of the two");
        }
        tables.put(table.name(), table);
      } else if (query != null) {
        throw text.error(first.from(), "there is a second query; " + ONE_QUERY);
      } else {
        query = statement;
      }
    }
    if (query == null) {
      if (tables.isEmpty()) {
        return new Script(tables, text, Optional.empty()); // the parser says what is missing
      }
      throw text.error(sql.length(), "a query is missing behind the tables; " + ONE_QUERY);
    }
    Optional<TableStatement> into = Optional.empty();
    int start = query.get(0).from();
    if (query.get(0).isWord("INSERT") && !tables.isEmpty()) {
      into = Optional.of(target(text, query, tables));
      start = query.get(3).from();
    }
    if (tables.isEmpty()) {
      // one statement: as it is, but for what follows it
      return new Script(tables, text, into);
    }
    int end = query.get(query.size() - 1).to();
    return new Script(tables, text.part(start, end), into);
  }

  /** The statements, without the semicolons. */
  private static List<List<Token>> split(List<Token> tokens) {
    List<List<Token>> statements = new ArrayList<>();
    List<Token> statement = new ArrayList<>();
    for (Token token : tokens) {
      if (!token.isSign(';')) {
        statement.add(token);
      } else if (!statement.isEmpty()) {
        statements.add(statement);
        statement = new ArrayList<>();
      }
    }
    if (!statement.isEmpty()) {
      statements.add(statement);
    }
    return statements;
  }

  private static TableStatement target(
      SqlText text, List<Token> insert, Map<String, TableStatement> tables) {
    if (insert.size() < 4 || !insert.get(1).isWord("INTO") || !insert.get(2).isName()) {
      throw text.error(insert.get(0).from(), "write INSERT INTO t SELECT …");
    }
    Token name = insert.get(2);
    if (insert.get(3).isSign('(')) {
      throw text.error(
          insert.get(3).from(),
          "a list of columns is not supported in INSERT; SELECT them in the table's order");
    }
    return find(tables, name.value())
        .orElseThrow(
            () ->
                text.error(
                    name.from(),
                    "table "
                        + name.value()
                        + " is not defined; write CREATE TABLE "
                        + name.value()
                        + " WITH ('path' = '…', 'format' = 'csv') in front"));
  }

  /** The table of a name: the exact one, or else one in any case. */
  static Optional<TableStatement> find(Map<String, TableStatement> tables, String name) {
    TableStatement exact = tables.get(name);
    return exact != null
        ? Optional.of(exact)
        : tables.values().stream().filter(t -> t.name().equalsIgnoreCase(name)).findFirst();
  }
}
