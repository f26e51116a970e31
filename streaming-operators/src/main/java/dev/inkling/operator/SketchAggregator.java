package dev.inkling.operator;

import dev.inkling.sketch.Sketch;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What aggregators whose state is a sketch share. The leaves' loops are in the final classes, where
 * the sketch's type is known.
 */
abstract class SketchAggregator<S extends Sketch<S>, R> extends NamedAggregator<S, R> {

  SketchAggregator(String name, List<Aggregator.Output> outputs) {
    super(name, outputs);
  }

  public abstract S create();

  /** The stored sketch at the source's position, whatever its parameters. */
  abstract S readSketch(ByteBuffer source);

  public final S merge(S into, S from) {
    return into.merge(from);
  }

  public final boolean addsInRuns() {
    return true;
  }

  public final long heapBytes(S state) {
    return state.heapBytes();
  }

  @Override
  public final int size(S state) {
    return state.serializedBytes();
  }

  @Override
  public final void write(S state, ByteBuffer target) {
    state.writeTo(target);
  }

  @Override
  public final S read(ByteBuffer source) {
    S state = readSketch(source);
    if (!create().isMergeableWith(state)) {
      throw new IllegalArgumentException(
          "a stored state of " + name() + " must have its parameters, got " + state);
    }
    return state;
  }
}
