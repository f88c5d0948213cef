package io.coupabridge.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown. */
public final class Table {

    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... columns) {
        this.columns = List.of(columns);
    }

    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns.");
        }
        rows.add(List.of(cells).stream().map(Object::toString).toList());
        return this;
    }

    @Override
    public String toString() {
        String rule = columns.stream().map(column -> "---").collect(Collectors.joining(" | ", "| ", " |\n"));
        return line(columns) + rule + rows.stream().map(Table::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
