package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSettingsTest {

    @TempDir
    Path project;

    @Test
    void has_the_documented_ports_unless_a_variable_says_otherwise() {
        // when
        DemoSettings settings = DemoSettings.fromEnvironment(project, Map.of("DEMO_KAFKA_PORT", "29092"));

        // then
        assertThat(settings.bootstrapServers()).isEqualTo("127.0.0.1:29092");
        assertThat(settings.port(DemoSettings.POSTGRES)).isEqualTo(15_432);
        assertThat(SimulatedTenant.DELTA.baseUrl(settings)).isEqualTo("http://127.0.0.1:9084");
        assertThat(Service.EXPENSE.url(settings)).isEqualTo("http://127.0.0.1:8083");
    }

    @Test
    void names_the_variable_that_holds_no_port() {
        assertThatThrownBy(() -> DemoSettings.fromEnvironment(project, Map.of("DEMO_KAFKA_PORT", "many")))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("DEMO_KAFKA_PORT=many");
    }

    @Test
    void remembers_the_ports_of_the_demo_that_runs() throws IOException {
        // given
        DemoSettings running = DemoSettings.fromEnvironment(project, Map.of("DEMO_KAFKA_PORT", "29092"));
        Files.createDirectories(running.home());
        running.save();

        // when
        DemoSettings found = DemoSettings.ofRunningDemo(project, Map.of());

        // then
        assertThat(found.bootstrapServers()).isEqualTo("127.0.0.1:29092");
    }

    @Test
    void refuses_a_port_that_is_taken_and_names_the_variable_that_chooses_another() throws IOException {
        // given
        Map<String, String> environment = new HashMap<>();
        DemoSettings.VARIABLES.keySet().forEach(variable -> environment.put(variable, "" + LoopbackPorts.free()));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("DEMO_POSTGRES_PORT", "" + taken.getLocalPort());
            DemoSettings settings = DemoSettings.fromEnvironment(project, environment);

            // when, then
            assertThatThrownBy(() -> Ports.requireFree(settings))
                    .isInstanceOf(DemoException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " (DEMO_POSTGRES_PORT)")
                    .hasMessageContaining("DEMO_POSTGRES_PORT=");
        }
    }

    @Test
    void refuses_one_port_for_two_purposes() {
        // given
        DemoSettings settings = DemoSettings.fromEnvironment(project, Map.of("DEMO_KAFKA_PORT", "15432"));

        // when, then
        assertThatThrownBy(() -> Ports.requireFree(settings))
                .hasMessageContaining("DEMO_KAFKA_PORT")
                .hasMessageContaining("DEMO_POSTGRES_PORT");
    }
}
