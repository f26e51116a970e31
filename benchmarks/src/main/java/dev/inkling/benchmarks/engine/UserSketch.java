package dev.inkling.benchmarks.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** What the stream engines keep for {@link Workload#Q1} and {@link Workload#Q2}. */
public final class UserSketch {

  private long events;
  private HllSketch sketch = new HllSketch(Workload.PRECISION, TgtHllType.HLL_8);
  private Union union;

  /** Nothing yet. */
  public UserSketch() {}

  /** Adds an event; not after {@link #merge}. */
  public void add(Event event) {
    events++;
    sketch.update(event.user);
  }

  /** Adds what another one has seen, which stays as it is. */
  public void merge(UserSketch other) {
    events += other.events;
    if (union == null) {
      union = new Union(Workload.PRECISION);
      union.update(sketch);
      sketch = null;
    }
    union.update(other.union == null ? other.sketch : other.union.getResult(TgtHllType.HLL_8));
  }

  /** The state as bytes, for engines that keep bytes; not after {@link #merge}. */
  public byte[] toByteArray() {
    byte[] image = sketch.toUpdatableByteArray();
    return ByteBuffer.allocate(Long.BYTES + image.length).putLong(events).put(image).array();
  }

  /** What {@link #toByteArray} gave. */
  public static UserSketch fromBytes(byte[] bytes) {
    UserSketch read = new UserSketch();
    read.events = ByteBuffer.wrap(bytes).getLong();
    read.sketch = HllSketch.heapify(Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
    return read;
  }

  /** The number of events. */
  public double events() {
    return events;
  }

  /** About how many users there are. */
  public double users() {
    return union == null ? sketch.getEstimate() : union.getEstimate();
  }
}
