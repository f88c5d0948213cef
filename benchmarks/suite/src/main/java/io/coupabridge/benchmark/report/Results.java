package io.coupabridge.benchmark.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The directory that takes what was measured: one page for each row, with its plots, each replaced as a whole. */
public final class Results {

    private final Path directory;
    private final Path project;
    private final String options;
    private final boolean smoke;
    private final List<String> missed = new ArrayList<>();

    /**
     * @param project the checkout's directory
     * @param options with which the benchmark was called, the rows left out
     * @param smoke whether the figures mean nothing, which each page then says
     */
    public Results(Path directory, Path project, String options, boolean smoke) {
        this.project = project;
        this.options = options;
        this.smoke = smoke;
        try {
            this.directory = Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a row's page and plots: what follows may fail. */
    public void forget(String row) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, row + "{.md,.svg,-*.svg}")) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a row's page. */
    public void page(String row, String title, String text) {
        write(
                row + ".md",
                "# " + (smoke ? "SMOKE, not a measurement: " : "") + title + "\n\n" + Machine.describe(project)
                        + " Measured " + Instant.now().truncatedTo(ChronoUnit.MINUTES) + " by `benchmarks/run " + row
                        + options + "`.\n\n" + text);
    }

    /**
     * Takes note of what was not reached.
     *
     * @return the figures, as a page shows them
     */
    public String judged(String row, Figures figures) {
        figures.missed().forEach(figure -> missed.add(row + ": " + figure));
        return figures.toString();
    }

    /** What was not reached, in words; of all rows that were measured so far. */
    public List<String> missed() {
        return List.copyOf(missed);
    }

    /** @return what a page says to show the plot */
    public String plot(String name, String svg) {
        write(name + ".svg", svg);
        return "\n![" + name + "](" + name + ".svg)\n";
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
