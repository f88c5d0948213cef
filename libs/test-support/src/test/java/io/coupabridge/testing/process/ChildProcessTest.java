package io.coupabridge.testing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessTest {

    @TempDir
    Path directory;

    @Test
    void asks_first_and_lets_the_process_end_in_its_own_way() {
        // given
        ChildProcess child = start("trap 'echo bye; exit 3' TERM; echo hello; while :; do sleep 0.1; done");
        await().until(() -> child.lastLines(1).equals(List.of("hello")));

        // when
        child.stop(Duration.ofSeconds(20));

        // then
        assertThat(child.alive()).isFalse();
        assertThat(child.exitCode()).isEqualTo(3);
        assertThat(child.describeEnd(5)).contains("sample ended with code 3", "hello\n  bye");
    }

    @Test
    void kills_what_does_not_listen() {
        // given
        ChildProcess child = start("trap '' TERM; echo hello; while :; do sleep 0.1; done");
        await().until(() -> child.lastLines(1).equals(List.of("hello")));

        // when
        child.stop(Duration.ofMillis(500));

        // then
        assertThat(child.alive()).isFalse();
    }

    @Test
    void pauses_and_resumes() {
        // given
        ChildProcess child = start("i=0; while :; do i=$((i + 1)); echo $i; sleep 0.05; done");
        await().until(() -> child.lastLines(100).size() > 3);

        // when
        child.pause();

        // then
        await().until(() -> {
            List<String> before = child.lastLines(1);
            return child.awaitExit(Duration.ofMillis(300)) || child.lastLines(1).equals(before);
        });
        int paused = child.lastLines(1_000).size();
        child.resume();
        await().until(() -> child.lastLines(1_000).size() > paused);
        child.kill();
    }

    @Test
    void does_not_outlive_a_jvm_that_was_killed() throws IOException {
        // given
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.resolve("grandchild.log").toString())
                .redirectErrorStream(true)
                .start();
        long grandchild;
        try (BufferedReader out = parent.inputReader()) {
            grandchild = Long.parseLong(out.readLine());
            assertThat(ProcessHandle.of(grandchild)).isPresent();

            // when
            parent.destroyForcibly();
        }

        // then
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.of(grandchild).isEmpty());
    }

    private ChildProcess start(String script) {
        return ChildProcess.start(
                "sample", List.of("/bin/sh", "-c", script), Map.of(), directory.resolve("sample.log"), "TERM");
    }

    /** Starts a process that ends by itself only after a minute, prints its pid and waits. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            Path log = Path.of(args[0]);
            ChildProcess child = ChildProcess.start("grandchild", List.of("sleep", "60"), Map.of(), log, "TERM");
            assertThat(Files.exists(log)).isTrue();
            System.out.println(child.pid());
            System.out.flush();
            Thread.currentThread().join();
        }
    }
}
