package io.coupabridge.token.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** npm's {@code oidc-provider} on loopback, with the clients of {@code src/test/oidc-provider/server.js}. */
final class OidcProvider implements AutoCloseable {

    private static final Path SOURCE = Path.of("src", "test", "oidc-provider");
    private static final Path PLACE = Path.of("target", "oidc-provider");
    private static final Duration INSTALLATION = Duration.ofMinutes(3);
    private static final Duration START = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final int port;

    private OidcProvider(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static OidcProvider start() throws IOException {
        install();
        int port = LoopbackPorts.free();
        List<String> command = List.of("node", PLACE.resolve("server.js").toString(), Integer.toString(port));
        OidcProvider provider = new OidcProvider(run("oidc-provider", command), port);
        await().atMost(START).until(() -> {
            assertThat(provider.process.alive())
                    .as(() -> provider.process.describeEnd(20))
                    .isTrue();
            return LoopbackPorts.isServed(port);
        });
        return provider;
    }

    URI tokenEndpoint() {
        return URI.create("http://127.0.0.1:" + port + "/token");
    }

    @Override
    public void close() {
        process.close();
    }

    private static void install() throws IOException {
        Files.createDirectories(PLACE);
        for (String file : List.of("package.json", "package-lock.json", "server.js")) {
            Files.copy(SOURCE.resolve(file), PLACE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        ChildProcess npm = run(
                "npm",
                List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", PLACE.toString()));
        assertThat(npm.awaitExit(INSTALLATION)).as(() -> npm.describeEnd(20)).isTrue();
        assertThat(npm.exitCode()).as(() -> npm.describeEnd(20)).isZero();
    }

    private static ChildProcess run(String name, List<String> command) {
        return ChildProcess.start(name, command, Map.of(), PLACE.resolve(name + ".log"), "TERM");
    }
}
