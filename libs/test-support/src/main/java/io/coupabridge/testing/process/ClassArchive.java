package io.coupabridge.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * The classes of a program, as its Java left them at the end of one run. Many starts from it are cheaper than as many that
 * read, check and link the classes again. It serves one build of the program: Java does without it elsewhere.
 */
public final class ClassArchive {

    /** Why it does without, or what it left out, nobody wants to read in the program's log. */
    private static final String SILENT = "-Xlog:cds*=off";

    private final Path file;
    private final Path program;

    /**
     * @param file where it lies, or will
     * @param program the jar of the program; an archive that is older is one of another build
     */
    public ClassArchive(Path file, Path program) {
        this.file = file.toAbsolutePath();
        this.program = program;
    }

    /**
     * The options with which the program starts from the archive. Of several processes that want it at once, one makes it
     * and the others wait.
     *
     * @param training makes the archive: runs the program with the option that it is given and ends it in good order
     * @return none when no archive came of the training
     */
    public List<String> options(Consumer<String> training) {
        // the lock of a file is one between processes
        synchronized (ClassArchive.class) {
            makeUnlessFresh(training);
        }
        return options();
    }

    /** The options with which the program starts from the archive; none when there is none of this build. */
    public List<String> options() {
        return isFresh() ? List.of("-XX:SharedArchiveFile=" + file, SILENT) : List.of();
    }

    private void makeUnlessFresh(Consumer<String> training) {
        try {
            Files.createDirectories(file.getParent());
            Path lock = file.resolveSibling(file.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (!isFresh() && held.isValid()) {
                    make(training);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isFresh() {
        try {
            return Files.exists(file)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(program)) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make(Consumer<String> training) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try {
            training.accept("-XX:ArchiveClassesAtExit=" + unfinished);
        } catch (RuntimeException e) {
            // it was to save time: whoever starts the program says better why that fails
            return;
        }
        if (Files.exists(unfinished)) {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
