package dev.inkling.cli;

import dev.inkling.engine.BadRowException;
import dev.inkling.sql.SqlException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures as one message for the user, without a stack trace. */
final class Complaint {

  private static final Pattern TYPED_COLUMN =
      Pattern.compile(": column (.+): expected (?:BIGINT|DOUBLE|BOOLEAN|TIMESTAMP)");

  private Complaint() {}

  /** The exit code for a failure: 2 if the command or the query is wrong, else 1. */
  static int exitCode(Throwable failure) {
    return cause(failure) instanceof SqlException ? 2 : 1;
  }

  /** What happened, in one line, or in a few with the place in a query. */
  static String message(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof SqlException sql) {
      return sql(sql);
    }
    if (cause instanceof BadRowException) {
      return text(cause)
          + otherType(text(cause))
          + "\n  (--bad-rows skip leaves such rows out and counts them)";
    }
    if (cause instanceof OutOfMemoryError) {
      return "out of memory: "
          + (Runtime.getRuntime().maxMemory() >> 20)
          + " MB are full; try fewer or coarser groups, a wider --error, or more memory:"
          + " INKLING_HEAP=2g";
    }
    if (cause instanceof StackOverflowError) {
      return "the query is nested too deeply";
    }
    if (cause instanceof NoSuchFileException e) {
      return e.getFile() + ": no such file or folder";
    }
    if (cause instanceof AccessDeniedException e) {
      return e.getFile() + ": permission denied";
    }
    if (cause instanceof FileAlreadyExistsException e) {
      return e.getFile() + ": exists already";
    }
    if (cause instanceof FileSystemException e) {
      return e.getFile() + ": " + (e.getReason() == null ? "cannot be used" : e.getReason());
    }
    if (cause instanceof FileNotFoundException || cause instanceof IOException) {
      return text(cause);
    }
    if (isFinding(cause)) {
      return text(cause);
    }
    return "internal error: " + cause + "\n  (INKLING_DEBUG=1 shows where; please report it)";
  }

  /** Types are found out from the head of a file: what to do if that was too early. */
  private static String otherType(String problem) {
    Matcher column = TYPED_COLUMN.matcher(problem);
    return column.find()
        ? "\n  (--schema '\"" + column.group(1) + "\" VARCHAR' reads the column as text)"
        : "";
  }

  /** Whether an exception tells the user something about the input, not us about a bug. */
  private static boolean isFinding(Throwable cause) {
    return cause.getMessage() != null
        && (cause instanceof IllegalArgumentException
            || cause instanceof IllegalStateException
            || cause.getClass().getName().startsWith("dev.inkling."));
  }

  private static String sql(SqlException sql) {
    StringBuilder message = new StringBuilder();
    if (sql.line() > 0) {
      message.append("query, line ").append(sql.line());
      message.append(", column ").append(sql.column()).append(": ");
    }
    message.append(sql.getMessage());
    sql.excerpt().lines().forEach(line -> message.append("\n  ").append(line));
    return message.toString();
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof UncheckedIOException
            || cause instanceof ExecutionException
            || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
