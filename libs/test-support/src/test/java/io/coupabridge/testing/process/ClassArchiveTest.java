package io.coupabridge.testing.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    private static final Instant BUILT = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path directory;

    private final List<String> trainings = new ArrayList<>();
    private Path file;
    private Path program;

    @BeforeEach
    void build() throws IOException {
        file = directory.resolve("archive/classes.jsa");
        program = Files.createFile(directory.resolve("program.jar"));
        builtAt(BUILT);
    }

    @Test
    void is_made_once_and_serves_every_start() {
        // given
        List<String> first = archive().options(this::train);

        // when
        List<String> second = archive().options(this::train);

        // then
        assertThat(trainings).hasSize(1).allMatch(option -> option.startsWith("-XX:ArchiveClassesAtExit="));
        assertThat(first).contains("-XX:SharedArchiveFile=" + file);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void is_made_anew_for_the_next_build() throws IOException {
        // given
        archive().options(this::train);
        builtAt(Instant.now().plusSeconds(60));

        // when
        archive().options(this::train);

        // then
        assertThat(trainings).hasSize(2);
    }

    @Test
    void is_done_without_if_the_program_does_not_start() {
        // given
        Consumer<String> failing = option -> {
            throw new IllegalStateException("refused");
        };

        // when
        List<String> options = archive().options(failing);

        // then
        assertThat(options).isEmpty();
    }

    @Test
    void is_done_without_if_the_program_was_killed_before_it_left_one() {
        // when
        List<String> options = archive().options(trainings::add);

        // then
        assertThat(options).isEmpty();
        assertThat(file).doesNotExist();
    }

    private ClassArchive archive() {
        return new ClassArchive(file, program);
    }

    private void train(String option) {
        trainings.add(option);
        try {
            Files.writeString(Path.of(option.substring(option.indexOf('=') + 1)), "classes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void builtAt(Instant time) throws IOException {
        Files.setLastModifiedTime(program, FileTime.from(time));
    }
}
