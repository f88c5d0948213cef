package io.coupabridge.testing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopbackPortsTest {

    @Test
    void somebody_who_looks_whether_a_port_is_served_never_keeps_it_from_its_server() {
        // given
        int port = LoopbackPorts.free();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> looking = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                LoopbackPorts.isServed(port);
            }
        });

        // when / then
        assertThatCode(() -> {
                    for (int start = 0; start < 500; start++) {
                        listen(port);
                    }
                })
                .doesNotThrowAnyException();
        enough.set(true);
        looking.join();
    }

    @Test
    void programs_that_choose_at_the_same_time_choose_ports_of_their_own() {
        // given
        Jdk java = Jdk.current();
        List<String> command = List.of(
                java.java(), "-cp", System.getProperty("java.class.path"), LoopbackPortsTest.class.getName(), "100");

        // when
        List<Process> programs =
                IntStream.range(0, 4).mapToObj(i -> start(command)).toList();
        List<String> ports = programs.stream()
                .flatMap(program -> program.inputReader().lines())
                .toList();

        // then
        assertThat(ports).hasSize(400).doesNotHaveDuplicates();
    }

    /** Such a program: chooses so many ports and prints them. */
    public static void main(String[] args) {
        IntStream.range(0, Integer.parseInt(args[0]))
                .parallel()
                .map(i -> LoopbackPorts.free())
                .forEach(System.out::println);
    }

    @Test
    void a_port_is_served_while_somebody_listens_on_it() throws Exception {
        // given
        int port = LoopbackPorts.free();

        // when
        boolean before = LoopbackPorts.isServed(port);

        // then
        assertThat(before).isFalse();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(LoopbackPorts.isServed(server.getLocalPort())).isTrue();
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void listen(int port) throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
