package dev.inkling.engine.io;

/** What happens to records that cannot be read. */
interface BadRows {

  /**
   * Takes note of a bad record.
   *
   * @param offset where the record starts in the buffer being parsed
   * @param problem what was expected and what was found, with the column if there is one: {@code
   *     column price: expected DOUBLE, got "abc"}
   * @throws Stop if bad records end the query
   */
  void bad(int offset, String problem);

  /** Ends the parsing of a buffer; the reader that catches it knows the record. */
  final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super(null, null, false, false);
    }
  }
}
