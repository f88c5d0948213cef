package io.coupabridge.testing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

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

    private static void listen(int port) throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
