package dev.inkling.engine.io;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** How the bytes of a file are stored. */
enum Compression {
  /** As they are. */
  NONE(""),
  /** RFC 1952, any number of members. */
  GZIP(".gz"),
  /** RFC 8878, any number of frames. */
  ZSTD(".zst");

  /** How many bytes {@link #ofMagic} looks at. */
  static final int MAGIC_BYTES = 4;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String ending;

  Compression(String ending) {
    this.ending = ending;
  }

  /** What the first bytes of a file say. */
  static Compression ofMagic(byte[] head, int length) {
    if (length >= 2 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
      return GZIP;
    }
    boolean isZstd =
        length >= 4
            && head[0] == 0x28
            && head[1] == (byte) 0xB5
            && head[2] == 0x2F
            && head[3] == (byte) 0xFD;
    return isZstd ? ZSTD : NONE;
  }

  /** What the ending of a file's name says. */
  static Compression ofName(String lowerCaseName) {
    return lowerCaseName.endsWith(GZIP.ending)
        ? GZIP
        : lowerCaseName.endsWith(ZSTD.ending) ? ZSTD : NONE;
  }

  /** The name without the ending that says the compression. */
  String strip(String name) {
    return name.substring(0, name.length() - ending.length());
  }

  /** The bytes that were stored. */
  InputStream decompress(InputStream stored) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case GZIP -> new GZIPInputStream(stored, BUFFER_BYTES);
      case ZSTD -> new ZstdInputStreamNoFinalizer(stored);
    };
  }
}
