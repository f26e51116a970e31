package dev.inkling.engine.io;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the fields of a CSV file are arranged.
 *
 * @param delimiter what stands between them
 * @param names their names in the order of the file
 * @param hasHeader whether the names are those of the file's first record
 * @param dataStart where the first record of data starts
 */
record CsvLayout(byte delimiter, List<String> names, boolean hasHeader, int dataStart) {

  /** The name of the first column if a header has one name less than there are fields, as of R. */
  static final String ROW_NAME = "row_name";

  private static final int SAMPLE_RECORDS = 200;
  private static final byte[] DELIMITERS = {',', '\t', ';', '|'};

  CsvLayout {
    names = List.copyOf(names);
  }

  /**
   * Finds out the layout of the first file of an input.
   *
   * @throws IOException if no record ends in the head, or given columns do not fit
   */
  static CsvLayout detect(String file, FileHead head, FileOptions options) throws IOException {
    int start = head.bomBytes();
    byte delimiter =
        options.delimiter() == FileOptions.AUTO_DELIMITER
            ? delimiter(head, start)
            : (byte) options.delimiter();
    CsvTokens first = firstRecord(file, head, delimiter);
    boolean hasHeader =
        switch (options.header()) {
          case YES -> true;
          case NO -> false;
          case AUTO -> looksLikeHeader(first, options.columns());
        };
    return hasHeader
        ? withHeader(first, head, delimiter)
        : withoutHeader(file, first, options.columns(), start, delimiter);
  }

  /** The layout of a further file, which has a header if and only if this one has. */
  CsvLayout ofFurther(String file, FileHead head) throws IOException {
    CsvTokens first = firstRecord(file, head, delimiter);
    if (hasHeader) {
      return withHeader(first, head, delimiter);
    }
    if (first.count() != names.size()) {
      throw new IOException(
          file + ": expected " + names.size() + " fields as in other files, got " + first.count());
    }
    return new CsvLayout(delimiter, names, false, head.bomBytes());
  }

  private static CsvTokens firstRecord(String file, FileHead head, byte delimiter)
      throws IOException {
    CsvTokens tokens = CsvTokens.of(head, head.bomBytes(), delimiter);
    if (!tokens.next()) {
      throw new IOException(
          file
              + (head.isWhole()
                  ? ":1: quote opened here is never closed, or there is no record at all"
                  : ": the first record does not end within "
                      + head.length()
                      + " bytes; an unclosed quote?"));
    }
    return tokens;
  }

  private static CsvLayout withHeader(CsvTokens header, FileHead head, byte delimiter) {
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    int dataStart = header.position();
    CsvTokens data = CsvTokens.of(head, dataStart, delimiter);
    if (data.next() && data.count() == header.count() + 1) {
      names.add(distinct(ROW_NAME, taken));
    }
    for (int i = 0; i < header.count(); i++) {
      String name = header.text(i).strip();
      names.add(distinct(name.isEmpty() ? "column" + (names.size() + 1) : name, taken));
    }
    return new CsvLayout(delimiter, names, true, dataStart);
  }

  private static CsvLayout withoutHeader(
      String file, CsvTokens first, List<Column> given, int dataStart, byte delimiter)
      throws IOException {
    List<String> names = new ArrayList<>();
    if (!given.isEmpty() && given.size() != first.count() && !arePositions(given, first.count())) {
      throw new IOException(
          file
              + ": "
              + given.size()
              + " columns are given, but its first record has "
              + first.count()
              + " fields");
    }
    boolean named = given.size() == first.count() && !arePositions(given, first.count());
    for (int i = 0; i < first.count(); i++) {
      names.add(named ? given.get(i).name() : "column" + (i + 1));
    }
    return new CsvLayout(delimiter, names, false, dataStart);
  }

  /** Whether the columns given call fields by the names they have anyway. */
  private static boolean arePositions(List<Column> given, int fields) {
    Set<String> names = new HashSet<>();
    for (int i = 1; i <= fields; i++) {
      names.add("column" + i);
    }
    return given.stream().allMatch(column -> names.contains(column.name()));
  }

  private static String distinct(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /** Whether a delimiter gives nearly all records the same number of fields, at least 2. */
  static boolean looksLikeCsv(FileHead head) {
    return share(head, head.bomBytes(), delimiter(head, head.bomBytes())) > 0.95;
  }

  /** The delimiter with which most records have the same number of fields, at least 2. */
  private static byte delimiter(FileHead head, int start) {
    byte best = DELIMITERS[0];
    double bestShare = 0;
    for (byte delimiter : DELIMITERS) {
      double share = share(head, start, delimiter);
      if (share > bestShare) {
        best = delimiter;
        bestShare = share;
      }
    }
    return best;
  }

  /**
   * The share of records with the most frequent number of fields, 0 if that is 1; a header may have
   * one less.
   */
  private static double share(FileHead head, int start, byte delimiter) {
    CsvTokens tokens = CsvTokens.of(head, start, delimiter);
    List<Integer> counts = new ArrayList<>();
    while (counts.size() < SAMPLE_RECORDS && tokens.next()) {
      counts.add(tokens.count());
    }
    int[] mode = mode(counts);
    boolean namesRows = !counts.isEmpty() && counts.get(0) == mode[0] - 1;
    return mode[0] > 1 ? (mode[1] + (namesRows ? 1.0 : 0.0)) / counts.size() : 0;
  }

  /** The most frequent number, the larger of two, and its count. */
  private static int[] mode(List<Integer> counts) {
    List<Integer> sorted = counts.stream().sorted().toList();
    int[] mode = {0, 0};
    int run = 0;
    for (int i = 0; i < sorted.size(); i++) {
      run = i > 0 && sorted.get(i).equals(sorted.get(i - 1)) ? run + 1 : 1;
      if (run >= mode[1]) {
        mode[0] = sorted.get(i);
        mode[1] = run;
      }
    }
    return mode;
  }

  /**
   * A first record is a header if it holds the names given; otherwise if all its fields are texts
   * (the first may be empty) without repetition.
   */
  private static boolean looksLikeHeader(CsvTokens first, List<Column> given) {
    Set<String> names = new HashSet<>();
    boolean allTexts = true;
    for (int i = 0; i < first.count(); i++) {
      TypeGuess guess = TypeGuess.create();
      first.guess(i, guess);
      allTexts &= guess.type().type() == Type.VARCHAR && (i == 0 || !first.isEmpty(i));
      allTexts &= names.add(first.text(i).strip());
      // a guess takes 007 and large numbers for names
      allTexts &=
          first.text(i).chars().anyMatch(c -> c != '.' && (c < '0' || c > '9')) || first.isEmpty(i);
    }
    if (!given.isEmpty() && given.stream().allMatch(column -> names.contains(column.name()))) {
      return true;
    }
    boolean named = given.size() == first.count() && !arePositions(given, first.count());
    return allTexts && !named;
  }
}
