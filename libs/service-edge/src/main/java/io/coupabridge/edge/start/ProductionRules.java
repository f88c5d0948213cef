package io.coupabridge.edge.start;

import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * What the profile prod refuses, and what every other profile does. Only prod may listen beyond this machine, and only prod
 * is held to what strangers could use.
 */
@Singleton
class ProductionRules {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final Set<String> ENCRYPTED = Set.of("SSL", "SASL_SSL");
    private static final String ANY = "any";
    private static final String KEYSETS = "COUPABRIDGE_KEYSETS_";
    private static final Path DEMO = Path.of(".demo");

    private final Config config;
    private final StartConfig said;

    ProductionRules(Config config, StartConfig said) {
        this.config = config;
        this.said = said;
    }

    /** @throws IllegalStateException that names every setting that will not do */
    void check() {
        List<String> faults = faults(ConfigUtils.isProfileActive("prod"));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join(" ", faults));
        }
    }

    List<String> faults(boolean prod) {
        List<String> faults = new ArrayList<>();
        checkAudience(faults);
        if (!prod) {
            checkHost(faults);
            return faults;
        }
        checkIssuer(faults);
        checkOrigins(faults);
        checkKafka(faults);
        checkKeysets(faults);
        return faults;
    }

    private void checkAudience(List<String> faults) {
        String audience = text("quarkus.oidc.token.audience");
        if (audience.isBlank()
                || Stream.of(audience.split(",")).map(String::strip).anyMatch(ANY::equals)) {
            faults.add("quarkus.oidc.token.audience " + (audience.isBlank() ? "is not set" : "must not be any")
                    + ": tokens that the issuer gives for other services would do. Set the audience of this installation,"
                    + " such as coupa-bridge.");
        }
    }

    private void checkHost(List<String> faults) {
        String host = text("quarkus.http.host");
        if (!LOOPBACK.contains(host)) {
            faults.add("quarkus.http.host is '" + host + "', but only the profile prod may be reached from elsewhere."
                    + " Leave it at 127.0.0.1, or start with QUARKUS_PROFILE=prod.");
        }
    }

    private void checkIssuer(List<String> faults) {
        String issuer = text("quarkus.oidc.auth-server-url");
        if (!issuer.toLowerCase(Locale.ROOT).startsWith("https://")) {
            faults.add("quarkus.oidc.auth-server-url is '" + issuer
                    + "': over http somebody else's keys could be taken for the issuer's. Give its https URL; on one machine"
                    + " start with QUARKUS_PROFILE=local.");
        }
        if (text("quarkus.oidc.token.issuer").equals(ANY)) {
            faults.add("quarkus.oidc.token.issuer must not be any. Leave it to the issuer's own document.");
        }
    }

    private void checkOrigins(List<String> faults) {
        String origins = text("coupabridge.allowed-origins");
        if (Stream.of(origins.split(",")).anyMatch(ProductionRules::isPlain)) {
            faults.add(
                    "coupabridge.allowed-origins has an http origin, to which secrets would go in clear. Leave it out.");
        }
    }

    private static boolean isPlain(String origin) {
        return origin.strip().toLowerCase(Locale.ROOT).startsWith("http:");
    }

    private void checkKafka(List<String> faults) {
        String protocol = text("kafka.security.protocol").toUpperCase(Locale.ROOT);
        if (!ENCRYPTED.contains(protocol) && !said.plainKafka()) {
            faults.add("kafka.security.protocol is '" + (protocol.isEmpty() ? "PLAINTEXT" : protocol)
                    + "', which everybody on the way can read and change. Set SASL_SSL or SSL, or say outright that it is"
                    + " meant: coupabridge.start.plain-kafka=true.");
        }
    }

    private void checkKeysets(List<String> faults) {
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> StartRules.variable(name).startsWith(KEYSETS))
                .sorted()
                .filter(name -> isOfDemo(text(name)))
                .forEach(name ->
                        faults.add(name + " is a key of the demo. Make one of its own, as docs/operate.md says."));
    }

    private static boolean isOfDemo(String file) {
        Path path = Path.of(file).toAbsolutePath().normalize();
        try {
            Path real = Files.exists(path) ? path.toRealPath() : path;
            return Stream.of(path, real)
                    .flatMap(each -> StreamSupport.stream(each.spliterator(), false))
                    .anyMatch(DEMO::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String name) {
        return Optional.ofNullable(config.getConfigValue(name).getValue()).orElse("");
    }
}
