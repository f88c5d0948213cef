package io.coupabridge.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulator as a program of its own. */
@Timeout(30)
class SimulatorMainTest {

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> untilReady(BufferedReader output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return lines;
            }
            lines.add(line);
        }
        throw new AssertionError("It ended with " + lines);
    }

    @Test
    void serves_what_flags_and_file_describe_and_ends_on_a_signal(@TempDir Path directory) throws Exception {
        // given
        Path file = Files.writeString(
                directory.resolve("simulator.json"),
                "{\"controlPort\":0,\"instances\":[{\"name\":\"globex\",\"users\":5,\"expenseLines\":0}]}");

        // when
        Process process = start(
                "--config",
                file.toString(),
                "--instance",
                "name=acme,users=12,lines=30,seed=7,zone=Europe/Berlin,latency=1,limit=25/20,idGap=1,"
                        + "client=id:secret:core.user.read+core.expense.read");

        // then
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = untilReady(output);
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).startsWith("acme  http://127.0.0.1:").endsWith("12 users, 30 expense lines");
            assertThat(lines.get(1)).startsWith("globex  ");
            String control = lines.get(2).split("  ")[1];
            HttpResponse<String> instances = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(control)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(instances.body()).contains("\"acme\"", "\"globex\"", "core.expense.read");
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void explains_itself() throws Exception {
        // when
        Process process = start("--help");

        // then
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.lines().toList()).anyMatch(line -> line.contains("--control-port 8070"));
            assertThat(process.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bogus | --bogus",
                "--config | needs a value",
                "--config /nonexistent.json | /nonexistent.json",
                "--control-port x | --control-port",
                "--control-port 1 | no instance",
                "--instance users=3 | needs a name",
                "--instance name=a,users | NAME=VALUE",
                "--instance name=a,users=many | users",
                "--instance name=a,users=-1 | number of users",
                "--instance name=a,users=1.5 | users",
                "--instance name=a,latency=-1 | latency",
                "--instance name=a,idGap=0 | id gap",
                "--instance name=a,oldestDays=90 | oldest",
                "--instance name=a,bogus=1 | bogus",
                "--instance name=a,limit=25 | RATE/BURST",
                "--instance name=a,client=x | ID:SECRET:SCOPE",
                "--instance name=a,zone=Mars | Mars"
            })
    void says_in_one_line_what_is_wrong(String arguments, String named) {
        // when
        Throwable problem = org.assertj.core.api.Assertions.catchThrowable(() -> {
            Arguments parsed =
                    Arguments.parse(Arrays.stream(arguments.split(" ")).toArray(String[]::new));
            io.coupabridge.simulator.SimulatorConfig.parse(parsed.config());
        });

        // then
        assertThat(problem).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(named);
        assertThat(problem.getMessage()).doesNotContain("\n");
    }

    @Test
    void exits_with_two_on_a_mistake() throws Exception {
        // when
        Process process = start("--instance", "name=a,zone=Mars");

        // then
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.lines().toList()).singleElement().asString().startsWith("coupa-simulator: The zone of a");
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }
}
