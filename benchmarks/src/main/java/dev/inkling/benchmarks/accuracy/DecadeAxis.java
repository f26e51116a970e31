package dev.inkling.benchmarks.accuracy;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis with ticks at powers of ten and, if those are few, at 2 and 5 times them. */
final class DecadeAxis extends LogAxis {

  private static final long serialVersionUID = 1L;

  /** With more decades than this there is no room for ticks between them. */
  private static final double ROOM = 5;

  private final transient DoubleFunction<String> format;

  DecadeAxis(String title, DoubleFunction<String> format) {
    super(title);
    this.format = format;
    setMinorTickMarksVisible(false);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean horizontal = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor = horizontal ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    double low = getRange().getLowerBound();
    double high = getRange().getUpperBound();
    int[] steps = Math.log10(high / low) > ROOM ? new int[] {1} : new int[] {1, 2, 5};
    List<NumberTick> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (int step : steps) {
        double value = Double.parseDouble(step + "E" + power);
        if (value >= low && value <= high) {
          ticks.add(new NumberTick(value, format.apply(value), anchor, TextAnchor.CENTER, 0));
        }
      }
    }
    return ticks;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
