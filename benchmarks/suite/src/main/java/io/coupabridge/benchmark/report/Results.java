package io.coupabridge.benchmark.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The directory that takes what was measured: one page for each row, with its plots, each replaced as a whole. */
public final class Results {

    private final Path directory;
    private final boolean smoke;

    /** @param smoke whether the figures mean nothing, which each page then says */
    public Results(Path directory, boolean smoke) {
        this.smoke = smoke;
        try {
            this.directory = Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a row's page: what follows may fail. */
    public void forget(String row) {
        try {
            Files.deleteIfExists(directory.resolve(row + ".md"));
            Files.deleteIfExists(directory.resolve(row + ".svg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a row's page. */
    public void page(String row, String title, String text) {
        write(
                row + ".md",
                "# " + (smoke ? "SMOKE, not a measurement: " : "") + title + "\n\n" + Machine.describe() + " Measured "
                        + Instant.now().truncatedTo(ChronoUnit.MINUTES) + ".\n\n" + text);
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
