package dev.inkling.engine.io;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The format of one CSV file among several that have the same columns, perhaps in other places. */
final class CsvFormat implements RowFormat {

  private static final int SAMPLE_RECORDS = 10_000;

  private final CsvLayout layout;
  private final byte delimiter;
  private final Schema schema;
  private final FieldType[] types;
  private final int[] places;

  private CsvFormat(CsvLayout layout, Schema schema, FieldType[] types, int[] places) {
    this.layout = layout;
    this.delimiter = layout.delimiter();
    this.schema = schema;
    this.types = types;
    this.places = places;
  }

  /** The format of files with this layout. */
  static CsvFormat create(CsvLayout layout, FieldType[] types) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      columns.add(new Column(layout.names().get(i), types[i].type()));
    }
    int[] places = IntStream.range(0, types.length).toArray();
    return new CsvFormat(layout, new Schema(columns), types.clone(), places);
  }

  /**
   * The same columns in a file with another order.
   *
   * @throws IOException if it has other columns
   */
  CsvFormat inFile(String file, CsvLayout layout) throws IOException {
    List<String> mine = schema.columns().stream().map(Column::name).toList();
    if (!new HashSet<>(mine).equals(new HashSet<>(layout.names()))) {
      List<String> missing = mine.stream().filter(n -> !layout.names().contains(n)).toList();
      List<String> added = layout.names().stream().filter(n -> !mine.contains(n)).toList();
      throw new IOException(
          file
              + ": has other columns than the first file:"
              + (missing.isEmpty() ? "" : " without " + String.join(", ", missing))
              + (missing.isEmpty() || added.isEmpty() ? "" : " but")
              + (added.isEmpty() ? "" : " with " + String.join(", ", added)));
    }
    int[] there = mine.stream().mapToInt(layout.names()::indexOf).toArray();
    return new CsvFormat(this.layout, schema, types, there);
  }

  /**
   * Types of columns: those given, and guesses from the heads of files for the others.
   *
   * @param layouts the layouts of the files, the first of which says the order
   * @param heads the files' heads
   * @param given the types given, by name
   */
  static FieldType[] types(
      List<CsvLayout> layouts, List<FileHead> heads, Map<String, FieldType> given) {
    List<String> names = layouts.get(0).names();
    TypeGuess[] guesses = new TypeGuess[names.size()];
    for (int i = 0; i < guesses.length; i++) {
      guesses[i] = TypeGuess.create();
    }
    for (int f = 0; f < heads.size(); f++) {
      CsvLayout layout = layouts.get(f);
      int[] columns = layout.names().stream().mapToInt(names::indexOf).toArray();
      CsvTokens tokens = CsvTokens.of(heads.get(f), layout.dataStart(), layout.delimiter());
      for (int n = 0; n < SAMPLE_RECORDS && tokens.next(); n++) {
        if (tokens.count() == columns.length) {
          for (int i = 0; i < columns.length; i++) {
            if (columns[i] >= 0) {
              tokens.guess(i, guesses[columns[i]]);
            }
          }
        }
      }
    }
    FieldType[] types = new FieldType[guesses.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = given.getOrDefault(names.get(i), guesses[i].type());
    }
    return types;
  }

  /** How the fields are arranged in the first file. */
  CsvLayout layout() {
    return layout;
  }

  /** Whether records of the other format have the same fields in the same order. */
  boolean isArrangedAs(RowFormat other) {
    return other instanceof CsvFormat csv
        && delimiter == csv.delimiter
        && Arrays.equals(places, csv.places);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public RecordScan records() {
    return RecordScan.ofQuoted(delimiter);
  }

  /** Of one column: it is a null. */
  @Override
  public boolean emptyLineIsRecord() {
    return places.length == 1;
  }

  @Override
  public RowParser parser(Schema wanted) {
    int[] indexes = new int[wanted.size()];
    FieldType[] wantedTypes = new FieldType[wanted.size()];
    for (int i = 0; i < indexes.length; i++) {
      int column = schema.indexOf(wanted.column(i).name());
      indexes[i] = places[column];
      wantedTypes[i] = types[column];
    }
    return CsvParser.create(delimiter, places.length, wanted, indexes, wantedTypes);
  }
}
