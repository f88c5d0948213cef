package io.coupabridge.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plot in SVG: bars with their numbers, or a line over time or size. */
public final class Plot {

    private static final int WIDTH = 760;
    private static final int BAR = 26;
    private static final int LEFT = 270;
    private static final int RIGHT = 90;
    private static final int LINE_HEIGHT = 300;
    private static final String BLUE = "#2a6fb0";
    private static final String GREY = "#9aa4ad";

    private Plot() {}

    /**
     * @param value at least 0
     * @param ours whether it stands out
     */
    public record Bar(String label, double value, boolean ours) {}

    /** @param title with the unit, such as {@code seconds, less is better} */
    public static String bars(String title, List<Bar> bars, int decimals) {
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        List<String> shapes = new ArrayList<>();
        int y = 40;
        for (Bar bar : bars) {
            double length = (WIDTH - LEFT - RIGHT) * bar.value() / Math.max(most, 1e-9);
            shapes.add(text(LEFT - 8, y + 17, "end", bar.label()));
            shapes.add(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                    LEFT,
                    y,
                    Math.max(1, length),
                    BAR - 6,
                    bar.ours() ? BLUE : GREY));
            shapes.add(text(LEFT + (int) length + 6, y + 15, "start", Stats.number(bar.value(), decimals)));
            y += BAR;
        }
        return svg(title, y + 10, shapes);
    }

    /** One point of a line. */
    public record Point(double x, double y) {}

    /**
     * @param marks values of x at which something happens; a vertical line each
     * @param level a value of y to compare with; a horizontal line
     */
    public static String line(String title, List<Point> points, List<Double> marks, double level) {
        double right = points.stream().mapToDouble(Point::x).max().orElse(1);
        double top = Math.max(level, points.stream().mapToDouble(Point::y).max().orElse(1)) * 1.1;
        List<String> shapes = new ArrayList<>();
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", x(point.x(), right), y(point.y(), top)));
        }
        for (double mark : marks) {
            shapes.add(rule(x(mark, right), y(0, top), x(mark, right), y(top, top)));
        }
        shapes.add(rule(x(0, right), y(level, top), x(right, right), y(level, top)));
        shapes.add(text(52, (int) y(level, top) + 4, "end", Stats.number(level, 1)));
        shapes.add(rule(x(0, right), y(0, top), x(right, right), y(0, top)));
        shapes.add(text(52, (int) y(0, top) + 4, "end", "0"));
        shapes.add(text((int) x(right, right), (int) y(0, top) + 18, "end", Stats.number(right, 0)));
        shapes.add("<path d=\"" + path + "\" fill=\"none\" stroke=\"" + BLUE + "\" stroke-width=\"1.5\"/>");
        return svg(title, LINE_HEIGHT + 80, shapes);
    }

    private static double x(double value, double most) {
        return 60 + (WIDTH - 80) * value / Math.max(most, 1e-9);
    }

    private static double y(double value, double most) {
        return 40 + LINE_HEIGHT - LINE_HEIGHT * value / Math.max(most, 1e-9);
    }

    private static String rule(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"4 3\"/>",
                x1,
                y1,
                x2,
                y2,
                GREY);
    }

    private static String text(int x, int y, String anchor, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">" + escaped + "</text>";
    }

    private static String svg(String title, int height, List<String> shapes) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height
                + "\" font-family=\"sans-serif\" font-size=\"13\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + "<text x=\"12\" y=\"22\" font-weight=\"bold\">" + title + "</text>\n"
                + String.join("\n", shapes) + "\n</svg>\n";
    }
}
