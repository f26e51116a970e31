package dev.inkling.engine.io;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FileOptions.Format;
import dev.inkling.operator.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds out the formats of an input's files, which have the same columns. */
final class FileFormats {

  private static final int FIRST_HEAD_BYTES = 1 << 20;
  private static final int FURTHER_HEAD_BYTES = 1 << 16;
  private static final int HEADER_BYTES = 1 << 12;

  /** From how many further files types are guessed, besides the first. */
  private static final int FURTHER_GUESSES = 32;

  private static final Pattern ACCESS_LOG =
      Pattern.compile("\\S+ \\S+ .+ \\[\\d\\d/\\w{3}/\\d{4}:[^]]+] \".*", Pattern.DOTALL);

  /**
   * A file and how it is read.
   *
   * @param file the file
   * @param format its format
   * @param dataStart where its first record of data starts, in decompressed bytes
   */
  record FormattedFile(InputFile file, RowFormat format, int dataStart) {}

  private FileFormats() {}

  /**
   * The formats of files; those that are empty are left out.
   *
   * @throws IOException if all are empty, or they do not have the same columns
   */
  static List<FormattedFile> find(List<InputFile> files, FileOptions options) throws IOException {
    List<InputFile> filled = new ArrayList<>();
    List<FileHead> heads = new ArrayList<>();
    int step = 1 + (files.size() - 1) / FURTHER_GUESSES;
    for (int i = 0; i < files.size(); i++) {
      InputFile file = files.get(i);
      int further = i % step == 0 ? FURTHER_HEAD_BYTES : HEADER_BYTES;
      FileHead head = file.head(filled.isEmpty() ? FIRST_HEAD_BYTES : further);
      if (head.length() > head.bomBytes()) {
        filled.add(file);
        heads.add(head);
      }
    }
    if (filled.isEmpty()) {
      String first = files.get(0).name();
      throw new IOException(
          files.size() == 1 ? first + ": is empty" : first + " and all other files are empty");
    }
    Format format = format(filled.get(0), heads.get(0), options);
    Format named = ofName(filled.get(0).name());
    for (InputFile file : filled) {
      Format other = ofName(file.name());
      if (options.format() == Format.AUTO
          && named != Format.AUTO
          && other != Format.AUTO
          && other != named) {
        throw new IOException(
            file.name() + ": is " + other + ", but " + filled.get(0).name() + " is " + named);
      }
    }
    return format == Format.CSV
        ? csv(filled, heads, options)
        : lines(filled, heads, format, options);
  }

  /**
   * The format of files of which none is there yet.
   *
   * @throws IOException if the options do not say all of it
   */
  static RowFormat ofOptions(String name, FileOptions options) throws IOException {
    Format named = ofName(name);
    Format format = options.format() == Format.AUTO ? named : options.format();
    if (format == Format.AUTO || (options.columns().isEmpty() && needsColumns(format))) {
      throw new IOException(
          name
              + ": has no rows yet in which to find out its "
              + (format == Format.AUTO ? "format" : "columns")
              + "; give "
              + (options.columns().isEmpty() ? "format and columns" : "the format"));
    }
    Map<String, FieldType> types = new LinkedHashMap<>();
    options.columns().forEach(column -> types.put(column.name(), FieldType.of(column.type())));
    options.timestamps().forEach((column, how) -> types.put(column, FieldType.timestamp(how)));
    try {
      return switch (format) {
        case CSV -> {
          boolean comma = options.delimiter() == FileOptions.AUTO_DELIMITER;
          byte delimiter = (byte) (comma ? ',' : options.delimiter());
          List<String> names = List.copyOf(types.keySet());
          CsvLayout layout = new CsvLayout(delimiter, names, false, 0);
          yield CsvFormat.create(layout, types.values().toArray(FieldType[]::new));
        }
        case NDJSON -> NdjsonFormat.create(types);
        case LOG -> {
          // times are as servers write them, unless they are said to be written otherwise
          types.keySet().removeIf(c -> c.equals("ts") && !options.timestamps().containsKey(c));
          yield AccessLogFormat.combined().withTypes(types);
        }
        default -> LinesFormat.create().withTypes(types);
      };
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private static boolean needsColumns(Format format) {
    return format == Format.CSV || format == Format.NDJSON;
  }

  /**
   * How one more file is read.
   *
   * @param first the format of the first file
   * @param isFirst whether {@code first} was made of options, without a file
   * @param head the file's head, with a whole record in it unless the file has none
   * @throws IOException if the file has other columns
   */
  static FormattedFile further(
      RowFormat first, boolean isFirst, FileOptions options, InputFile file, FileHead head)
      throws IOException {
    if (first instanceof CsvFormat csv) {
      FileOptions how = options.withDelimiter((char) csv.layout().delimiter());
      CsvLayout layout =
          isFirst
              ? CsvLayout.detect(file.name(), head, how)
              : csv.layout().ofFurther(file.name(), head);
      CsvFormat own = csv.inFile(file.name(), layout);
      return new FormattedFile(file, own.isArrangedAs(csv) ? csv : own, layout.dataStart());
    }
    return new FormattedFile(file, first, head.bomBytes());
  }

  private static Format format(InputFile file, FileHead head, FileOptions options) {
    if (options.format() != Format.AUTO) {
      return options.format();
    }
    Format named = ofName(file.name());
    if (named != Format.AUTO && named != Format.LOG) {
      return named;
    }
    Format content = ofContent(head);
    // a .log without the form of an access log is read as lines, whatever else it looks like
    return named == Format.LOG && content == Format.CSV ? Format.LINES : content;
  }

  /** What a file's ending says; AUTO if nothing. */
  private static Format ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String plain = Compression.ofName(lower).strip(lower);
    String ending = plain.substring(plain.lastIndexOf('.') + 1);
    return switch (ending) {
      case "csv", "tsv" -> Format.CSV;
      case "json", "ndjson", "jsonl" -> Format.NDJSON;
      case "log" -> Format.LOG;
      default -> Format.AUTO;
    };
  }

  private static Format ofContent(FileHead head) {
    int start = head.bomBytes();
    int end = start;
    while (end < head.length() && head.bytes()[end] != '\n') {
      end++;
    }
    String line = new String(head.bytes(), start, end - start, StandardCharsets.UTF_8).strip();
    if (line.startsWith("{")) {
      return Format.NDJSON;
    }
    if (ACCESS_LOG.matcher(line).matches()) {
      return Format.LOG;
    }
    return CsvLayout.looksLikeCsv(head) ? Format.CSV : Format.LINES;
  }

  private static List<FormattedFile> csv(
      List<InputFile> files, List<FileHead> heads, FileOptions options) throws IOException {
    CsvLayout first = null;
    List<CsvLayout> layouts = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      InputFile file = files.get(i);
      heads.set(i, withFirstRecord(file, heads.get(i), options, first));
      FileHead head = heads.get(i);
      CsvLayout layout =
          first == null
              ? CsvLayout.detect(file.name(), head, options)
              : first.ofFurther(file.name(), head);
      layouts.add(layout);
      first = first == null ? layout : first;
    }
    for (Map.Entry<String, FieldType> given : given(options).entrySet()) {
      require(files.get(0), first.names(), given.getKey());
    }
    List<CsvLayout> guessLayouts = new ArrayList<>(List.of(first));
    List<FileHead> guessHeads = new ArrayList<>(heads.subList(0, 1));
    int step = 1 + (files.size() - 1) / FURTHER_GUESSES;
    for (int i = step; i < files.size(); i += step) {
      guessLayouts.add(layouts.get(i));
      guessHeads.add(heads.get(i));
    }
    CsvFormat format =
        CsvFormat.create(first, CsvFormat.types(guessLayouts, guessHeads, given(options)));
    List<FormattedFile> formatted = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      InputFile file = files.get(i);
      formatted.add(
          new FormattedFile(
              file, format.inFile(file.name(), layouts.get(i)), layouts.get(i).dataStart()));
    }
    return formatted;
  }

  /** The head of a file, read further if no record ends in it. */
  private static FileHead withFirstRecord(
      InputFile file, FileHead head, FileOptions options, CsvLayout first) throws IOException {
    FileHead longer = head;
    byte delimiter = first == null ? (byte) options.delimiter() : first.delimiter();
    int limit = head.length();
    while (!longer.isWhole()
        && limit < options.maxRecordBytes()
        && !CsvTokens.of(longer, longer.bomBytes(), delimiter).next()) {
      limit = (int) Math.min(options.maxRecordBytes(), 4L * limit);
      longer = file.head(limit);
    }
    return longer;
  }

  private static List<FormattedFile> lines(
      List<InputFile> files, List<FileHead> heads, Format format, FileOptions options)
      throws IOException {
    byte[] sample = sample(heads);
    Map<String, FieldType> given = given(options);
    RowFormat rows =
        switch (format) {
          case NDJSON -> NdjsonFormat.infer(sample, 0, sample.length).withTypes(given);
          case LOG -> {
            AccessLogFormat log = AccessLogFormat.infer(sample, 0, sample.length);
            List<String> names = log.schema().columns().stream().map(Column::name).toList();
            for (String name : given.keySet()) {
              require(files.get(0), names, name);
            }
            yield log.withTypes(given);
          }
          default -> {
            for (String name : given.keySet()) {
              require(files.get(0), List.of(LinesFormat.LINE), name);
            }
            yield LinesFormat.create().withTypes(given);
          }
        };
    List<FormattedFile> formatted = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      formatted.add(new FormattedFile(files.get(i), rows, heads.get(i).bomBytes()));
    }
    return formatted;
  }

  /** The whole lines of the heads of the files from which types are guessed. */
  private static byte[] sample(List<FileHead> heads) {
    ByteArrayOutputStream sample = new ByteArrayOutputStream();
    int step = heads.size() == 1 ? 1 : 1 + (heads.size() - 1) / FURTHER_GUESSES;
    for (int i = 0; i < heads.size(); i += step) {
      FileHead head = heads.get(i);
      int end = head.length();
      while (end > 0 && head.bytes()[end - 1] != '\n') {
        end--;
      }
      int start = Math.min(end, head.bomBytes());
      sample.write(head.bytes(), start, end - start);
    }
    return sample.toByteArray();
  }

  /** The types that are given; a TIMESTAMP without a format is not. */
  private static Map<String, FieldType> given(FileOptions options) {
    Map<String, FieldType> given = new LinkedHashMap<>();
    for (Column column : options.columns()) {
      if (column.type() != Type.TIMESTAMP) {
        given.put(column.name(), FieldType.of(column.type()));
      }
    }
    options.timestamps().forEach((name, format) -> given.put(name, FieldType.timestamp(format)));
    return given;
  }

  private static void require(InputFile file, List<String> names, String name) throws IOException {
    if (!names.contains(name)) {
      throw new IOException(
          file.name() + ": no column \"" + name + "\"; there are " + String.join(", ", names));
    }
  }
}
