package io.coupabridge.benchmark.report;

import java.util.List;
import java.util.Locale;

/** Median and spread of a figure over several runs. */
public final class Stats {

    private Stats() {}

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median, and the least and the most behind it when there are several runs. */
    public static String text(List<Double> values, int decimals) {
        String median = number(median(values), decimals);
        if (values.size() == 1) {
            return median;
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return median + " (" + number(least, decimals) + "–" + number(most, decimals) + ")";
    }

    public static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
