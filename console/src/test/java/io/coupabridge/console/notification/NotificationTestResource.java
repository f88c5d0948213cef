package io.coupabridge.console.notification;

import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A keyset, ports of this machine on which tests may put receivers, and one for a server of e-mail. */
public final class NotificationTestResource implements QuarkusTestResourceLifecycleManager {

    private static final String MAIL_PORT = "coupabridge-test.mail-port";

    private final SimulatorOrigins origins = new SimulatorOrigins();

    @Override
    public Map<String, String> start() {
        int mail = LoopbackPorts.free();
        System.setProperty(MAIL_PORT, Integer.toString(mail));
        Map<String, String> config = new HashMap<>(origins.start());
        config.put("coupabridge.keysets.notifications", freshKeyset().toString());
        config.put("coupabridge.notifications.smtp.host", "127.0.0.1");
        config.put("coupabridge.notifications.smtp.port", Integer.toString(mail));
        config.put("coupabridge.notifications.smtp.from", "coupa-bridge@example.com");
        config.put("coupabridge.notifications.smtp.start-tls", "false");
        return config;
    }

    @Override
    public void stop() {
        origins.stop();
    }

    static int mailPort() {
        return Integer.getInteger(MAIL_PORT);
    }

    static Path freshKeyset() {
        try {
            Path directory = Files.createDirectories(Path.of("target", "keys").toAbsolutePath());
            Path file = Files.createTempDirectory(directory, "notifications").resolve("keyset.json");
            KeysetFile.create(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
