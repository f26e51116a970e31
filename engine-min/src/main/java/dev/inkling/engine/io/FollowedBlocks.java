package dev.inkling.engine.io;

import dev.inkling.engine.Clock;
import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of the files of one partition, as they come. */
final class FollowedBlocks implements BlockSequence {

  /*
   * Implementation note. Files are told apart by their key (the inode), so that a file that is
   * moved stays the same file: it is read on through the open channel, and what comes to its path
   * instead is another one. What is in a file was replaced if it is shorter than what was read of
   * it, or begins otherwise. One file is read until the end that it had when its turn came, then
   * the next, those written first first: a backlog is read in the order in which it was written,
   * and no file that grows fast keeps the others waiting. Nothing blocks: files are looked at every
   * LOOK_NS, folders as FolderWatch says, and in between next() says WAIT at once.
   */

  /** How often files that are open are looked at. */
  private static final long LOOK_NS = 10_000_000;

  /**
   * For how long a file must not have been seen before it is believed to be gone: a look at a
   * folder in which files are being moved may miss one.
   */
  private static final long GONE_NS = 1_000_000_000;

  /** So many files at most stay open while nothing comes. */
  private static final int MAX_OPEN = 64;

  private final FolderWatch watch;
  private final FollowedFormat format;
  private final int partition;
  private final int partitions;
  private final Clock clock;
  private final Map<String, FollowedFile> files = new LinkedHashMap<>();
  private final ArrayDeque<FollowedFile> ready = new ArrayDeque<>();
  private FollowedFile current;
  private long version;
  private long nextLookNs;
  private boolean isStopping;
  private boolean isStopped;
  private long bytesBefore;

  private FollowedBlocks(
      FolderWatch watch, FollowedFormat format, int partition, int partitions, Clock clock) {
    this.watch = watch;
    this.format = format;
    this.partition = partition;
    this.partitions = partitions;
    this.clock = clock;
    this.nextLookNs = clock.nanos();
  }

  /**
   * The files of a partition.
   *
   * @param position where to go on; null for the beginnings
   */
  static FollowedBlocks open(
      FolderWatch watch,
      FollowedFormat format,
      int partition,
      int partitions,
      Clock clock,
      byte[] position)
      throws IOException {
    FollowedBlocks blocks = new FollowedBlocks(watch, format, partition, partitions, clock);
    if (position != null) {
      blocks.resume(FollowedPosition.read(position, partition, partitions));
    }
    return blocks;
  }

  private void resume(List<FollowedPosition> positions) throws IOException {
    FolderWatch.Look look = watch.look(clock);
    for (FollowedPosition was : positions) {
      Optional<FolderWatch.Found> found = was.find(look.files());
      boolean isGone = found.isEmpty();
      if (isGone) {
        found = was.find(FolderWatch.beside(List.of(Path.of(was.name()))));
      }
      if (found.isPresent()) {
        FollowedContent content =
            FollowedFile.isCompressed(found.get().path())
                ? CompressedContent.create(format, was.offset(), was.readTo())
                : PlainContent.resume(format, was.offset(), was.printLength(), was.print());
        FollowedFile file = FollowedFile.resume(found.get(), format, content, clock.nanos());
        files.put(file.key(), file);
        watch.own(file.key(), partition);
      } else if (was.offset() < was.size()) {
        throw gone(was.name(), was.size() - was.offset());
      }
    }
  }

  private static IOException gone(String name, long bytes) {
    return new IOException(name + ": is gone, and " + bytes + " bytes of it were not read");
  }

  @Override
  public RecordBlocks.Next next() throws IOException {
    if (isStopping && !isStopped) {
      stopFiles();
    }
    while (true) {
      if (current == null) {
        if (ready.isEmpty() && !isStopping) {
          look();
        }
        current = ready.poll();
        if (current == null) {
          return isStopping ? RecordBlocks.Next.END : RecordBlocks.Next.WAIT;
        }
      }
      RecordBlocks.Next next = current.content().next(current);
      if (next == RecordBlocks.Next.READY || next == RecordBlocks.Next.TOO_LONG) {
        return next;
      }
      if (next == RecordBlocks.Next.WAIT && current.content().isBusy()) {
        return next;
      }
      if (next == RecordBlocks.Next.END) {
        end(current);
      }
      current = null;
    }
  }

  private void end(FollowedFile file) throws IOException {
    boolean isReplaced = file.content().isReplaced();
    file.content().close();
    bytesBefore += file.content().storedBytesRead();
    if (isReplaced && !isStopping) {
      file.restart();
    } else {
      forget(file);
    }
  }

  private void forget(FollowedFile file) {
    files.remove(file.key());
    if (file.isGone()) {
      watch.disown(file.key());
    }
  }

  /** Finds files in which something is to be read. */
  private void look() throws IOException {
    long now = clock.nanos();
    if (now - nextLookNs < 0) {
      return;
    }
    nextLookNs = now + LOOK_NS;
    FolderWatch.Look look = watch.look(clock);
    boolean isFresh = look.version() != version;
    if (isFresh) {
      version = look.version();
      take(look, now);
    }
    int open = 0;
    for (FollowedFile file : files.values()) {
      if ((isFresh || file.isOpen()) && file.look(now)) {
        ready.add(file);
      }
      open += file.isOpen() ? 1 : 0;
    }
    closeQuietest(open - MAX_OPEN);
  }

  private void take(FolderWatch.Look look, long now) throws IOException {
    Map<String, FolderWatch.Found> present = new LinkedHashMap<>();
    for (FolderWatch.Found found : look.files()) {
      if (watch.owner(found, partitions) == partition) {
        present.put(found.key(), found);
      }
    }
    for (FollowedFile file : List.copyOf(files.values())) {
      FolderWatch.Found found = present.remove(file.key());
      if (found != null) {
        file.found(found, now);
      } else {
        gone(file, now);
      }
    }
    for (FolderWatch.Found found : present.values()) {
      files.put(found.key(), FollowedFile.create(found, format, now));
    }
  }

  /** A file that is open is read on. Of one that is not, everything should have been read. */
  private void gone(FollowedFile file, long now) throws IOException {
    file.gone(now);
    if (file.isOpen() || now - file.quietSinceNs() < GONE_NS) {
      return;
    }
    if (!file.isUnread()) {
      forget(file);
      return;
    }
    for (FolderWatch.Found moved : FolderWatch.beside(List.of(file.path()))) {
      if (moved.key().equals(file.key())) {
        file.movedTo(moved.path(), moved.size());
        return;
      }
    }
    long read = file.content() == null ? 0 : file.content().readTo();
    throw gone(file.name(), file.size() - read);
  }

  /** Closes files, of which nothing is left to be read, while there are too many. */
  private void closeQuietest(int tooMany) throws IOException {
    if (tooMany <= 0) {
      return;
    }
    List<FollowedFile> closable = new ArrayList<>();
    for (FollowedFile file : files.values()) {
      if (file.isOpen() && file.content().isClosable() && !ready.contains(file)) {
        closable.add(file);
      }
    }
    closable.sort((a, b) -> Long.signum(a.quietSinceNs() - b.quietSinceNs()));
    for (FollowedFile file : closable.subList(0, Math.min(tooMany, closable.size()))) {
      file.content().close();
    }
  }

  /** What has come to files that were read to their ends is read; then it is over. */
  private void stopFiles() throws IOException {
    isStopped = true;
    ready.clear();
    current = null;
    for (FollowedFile file : files.values()) {
      if (file.content() != null && file.content().stop(file)) {
        ready.add(file);
      }
    }
  }

  @Override
  public boolean stop() {
    isStopping = true;
    return true;
  }

  @Override
  public RecordBlocks blocks() {
    return current.content().blocks();
  }

  @Override
  public FormattedFile file() {
    return current.content().formatted();
  }

  @Override
  public void passed(int index) {
    current.content().offset(blocks().fileOffset(index));
  }

  @Override
  public byte[] position() {
    List<FollowedPosition> positions = new ArrayList<>();
    for (FollowedFile file : files.values()) {
      if (file.content() != null) {
        positions.add(FollowedPosition.of(file));
      }
    }
    return FollowedPosition.write(positions, partition, partitions);
  }

  @Override
  public boolean hadToWait() {
    return false;
  }

  @Override
  public long storedBytesRead() {
    long bytes = bytesBefore;
    for (FollowedFile file : files.values()) {
      bytes += file.content() == null ? 0 : file.content().storedBytesRead();
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (FollowedFile file : files.values()) {
      try {
        if (file.content() != null) {
          file.content().close();
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
