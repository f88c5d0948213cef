package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of this machine. Where it is not installed, a test that asks for it is skipped; in CI it fails. */
final class Command {

    private Command() {}

    record Result(int code, String out, String err) {}

    /**
     * Runs it to its end.
     *
     * @param broughtBy what brings the program, for the reader of a skipped test
     * @param version what it takes to do nothing but say its version
     */
    static Result run(Path directory, String broughtBy, String version, List<String> command) {
        requireInstalled(command.get(0), version, broughtBy);
        return execute(directory, command);
    }

    private static void requireInstalled(String program, String version, String broughtBy) {
        boolean there;
        try {
            there = execute(Path.of("."), List.of(program, version)).code() == 0;
        } catch (UncheckedIOException e) {
            there = false;
        }
        assertThat(there || !"true".equals(System.getenv("CI")))
                .as("%s is on the PATH of CI", program)
                .isTrue();
        assumeTrue(there, program + " is not on the PATH; " + broughtBy + " brings it");
    }

    private static Result execute(Path directory, List<String> command) {
        try {
            Path err = Files.createTempFile(command.get(0), ".err");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Result result = new Result(process.waitFor(), out, Files.readString(err));
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
