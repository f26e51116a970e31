package dev.inkling.sql;

/** A query that cannot be planned: what is wrong, where, and what to write instead. */
public final class SqlException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;
  private final String excerpt;

  SqlException(String message, int line, int column, String excerpt) {
    super(message);
    this.line = line;
    this.column = column;
    this.excerpt = excerpt;
  }

  /** The line of the query, from 1; 0 if the error has no place. */
  public int line() {
    return line;
  }

  /** The column in that line, from 1; 0 if the error has no place. */
  public int column() {
    return column;
  }

  /** The line of the query and, below it, a caret under the place; empty if there is none. */
  public String excerpt() {
    return excerpt;
  }
}
