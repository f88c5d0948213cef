package io.coupabridge.testing.kafka;

import io.coupabridge.testing.process.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A listener of a broker as in production, SASL_SSL, beside the plain one: its certificate is made by itself, and its users
 * may do what access rules say and nothing else. Whoever comes by the plain one may do everything, so that tests prepare and
 * look there.
 */
public final class SecureListener {

    private static final String PASSWORD = "test-only";

    private final int port;
    private final Path directory;
    private final List<String> users;

    private SecureListener(int port, Path directory, List<String> users) {
        this.port = port;
        this.directory = directory;
        this.users = List.copyOf(users);
    }

    /**
     * @param directory takes the certificate; made when missing
     * @param users who may log in
     */
    public static SecureListener on(int port, Path directory, List<String> users) {
        SecureListener listener = new SecureListener(port, directory.toAbsolutePath(), users);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.makeCertificate();
        return listener;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** How a user connects, by Kafka's names of settings. */
    public Map<String, Object> connection(String user) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(Map.of("username", user, "password", PASSWORD)),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate().toString());
    }

    /** The broker's settings for it beside those of the plain listener. */
    Map<String, String> settings() {
        Map<String, String> logins = new LinkedHashMap<>();
        users.forEach(user -> logins.put("user_" + user, PASSWORD));
        return Map.of(
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                login(logins),
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                keystore().toString(),
                "ssl.keystore.password",
                PASSWORD,
                // who comes by the plain listener
                "super.users",
                "User:ANONYMOUS",
                "allow.everyone.if.no.acl.found",
                "false");
    }

    String address() {
        return "SASL_SSL://127.0.0.1:" + port;
    }

    private Path keystore() {
        return directory.resolve("kafka.p12");
    }

    private Path certificate() {
        return directory.resolve("kafka.pem");
    }

    private static String login(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=\"" + option.getValue() + "\"")
                .collect(Collectors.joining(
                        " ", "org.apache.kafka.common.security.plain.PlainLoginModule required ", ";"));
    }

    private void makeCertificate() {
        if (Files.exists(certificate())) {
            return;
        }
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", certificate().toString());
    }

    private void keytool(String... what) {
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().home().resolve("bin/keytool").toString());
        command.addAll(List.of(what));
        command.addAll(List.of("-alias", "kafka", "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", keystore().toString()));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("The certificate cannot be made: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
