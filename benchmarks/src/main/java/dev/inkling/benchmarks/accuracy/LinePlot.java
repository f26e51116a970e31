package dev.inkling.benchmarks.accuracy;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.DefaultDrawingSupplier;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;

/** Lines with markers on a logarithmic scale: a colour per library, ours thick, a legend beside. */
final class LinePlot {

  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 560;
  private static final double MARGIN = 1.3;
  private static final Color GRID = new Color(0xD8, 0xD8, 0xD8);
  private static final Shape[] MARKERS = DefaultDrawingSupplier.DEFAULT_SHAPE_SEQUENCE;
  private static final float[] DASHES = {6, 4};

  private static final Map<String, Color> COLOURS =
      Map.ofEntries(
          Map.entry(Label.INKLING, new Color(0xC0, 0x10, 0x20)),
          Map.entry("DataSketches", new Color(0x1F, 0x5F, 0xB4)),
          Map.entry("hash4j", new Color(0x1B, 0x8A, 0x3A)),
          Map.entry("stream-lib", new Color(0x70, 0x70, 0x70)),
          Map.entry("ZetaSketch", new Color(0xE0, 0x90, 0x00)),
          Map.entry("t-digest", new Color(0x1B, 0x8A, 0x3A)),
          Map.entry("DataDog", new Color(0x7B, 0x3F, 0xA0)),
          Map.entry("HdrHistogram", new Color(0xE0, 0x90, 0x00)),
          Map.entry("Guava", new Color(0x1B, 0x8A, 0x3A)),
          Map.entry("Spark", new Color(0xE0, 0x90, 0x00)),
          Map.entry(BlockFilters.PARQUET, new Color(0x7B, 0x3F, 0xA0)),
          Map.entry("fastfilter", new Color(0x00, 0x90, 0x90)));

  private final XYSeriesCollection series = new XYSeriesCollection();
  private final Map<String, Label> labels = new LinkedHashMap<>();
  private double level = Double.NaN;

  /** Adds a point to the series of a name. */
  void add(Label label, String name, double x, double y) {
    if (!(y > 0)) {
      throw new IllegalArgumentException("y must be above 0 on a logarithmic axis, got " + y);
    }
    if (labels.putIfAbsent(name, label) == null) {
      series.addSeries(new XYSeries(name));
    }
    series.getSeries(name).add(x, y);
  }

  /** Draws a horizontal line too. */
  LinePlot level(double y) {
    level = y;
    return this;
  }

  /** A logarithmic axis of numbers such as 10⁶. */
  static ValueAxis powers(String title) {
    return new DecadeAxis(title, LinePlot::power);
  }

  /** A logarithmic axis of numbers such as 0.01. */
  static ValueAxis decimals(String title) {
    DecimalFormat format =
        new DecimalFormat("#,##0.#####", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return new DecadeAxis(title, format::format);
  }

  private static String power(double value) {
    StringBuilder text = new StringBuilder("10");
    for (char digit : Long.toString(Math.round(Math.log10(value))).toCharArray()) {
      text.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
    }
    return text.toString();
  }

  /** An axis whose numbers 0, 1, 2 … are called so. */
  static ValueAxis names(String title, double[] names) {
    return new SymbolAxis(
        title, Arrays.stream(names).mapToObj(Double::toString).toArray(String[]::new));
  }

  /** The plot of all points. */
  JFreeChart chart(String title, ValueAxis x, ValueAxis y) {
    for (ValueAxis axis : new ValueAxis[] {x, y}) {
      axis.setLabelFont(font(Font.PLAIN, 13));
      axis.setTickLabelFont(font(Font.PLAIN, 12));
    }
    fit(x, series.getDomainLowerBound(false), series.getDomainUpperBound(false));
    double lowest = series.getRangeLowerBound(false);
    double highest = series.getRangeUpperBound(false);
    fit(
        y,
        Double.isNaN(level) ? lowest : Math.min(level, lowest),
        Double.isNaN(level) ? highest : Math.max(level, highest));
    XYPlot plot = new XYPlot(series, x, y, renderer());
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    if (!Double.isNaN(level)) {
      plot.addRangeMarker(new ValueMarker(level, Color.BLACK, new BasicStroke(1.2f)));
    }
    JFreeChart chart = new JFreeChart(title, font(Font.BOLD, 15), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setPosition(RectangleEdge.RIGHT);
    chart.getLegend().setItemFont(font(Font.PLAIN, 12));
    chart.getLegend().setFrame(BlockBorder.NONE);
    return chart;
  }

  /** Shows all points and a little more. */
  private static void fit(ValueAxis axis, double lowest, double highest) {
    if (axis instanceof DecadeAxis) {
      axis.setRange(lowest / MARGIN, highest * MARGIN);
    }
  }

  private XYLineAndShapeRenderer renderer() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    Map<String, Integer> byLibrary = new LinkedHashMap<>();
    for (int i = 0; i < series.getSeriesCount(); i++) {
      Label label = labels.get(series.getSeriesKey(i).toString());
      int number = byLibrary.merge(label.library(), 1, Integer::sum) - 1;
      renderer.setSeriesPaint(i, COLOURS.getOrDefault(label.library(), Color.BLACK));
      renderer.setSeriesShape(i, MARKERS[number % MARKERS.length]);
      renderer.setSeriesStroke(i, stroke(label.isInkling() ? 2.6f : 1.2f, number % 2 == 1));
    }
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setDrawOutlines(false);
    return renderer;
  }

  private static BasicStroke stroke(float width, boolean dashed) {
    return dashed
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Writes the plot as SVG, with texts as texts; needs no screen. */
  static void write(JFreeChart chart, Path file) throws IOException {
    SVGGraphics2D graphics = new SVGGraphics2D(emptyDocument());
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
    }
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }
}
