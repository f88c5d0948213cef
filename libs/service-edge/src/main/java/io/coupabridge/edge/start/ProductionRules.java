package io.coupabridge.edge.start;

import io.coupabridge.edge.address.AddressConfig;
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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String OIDC = "quarkus.oidc.";
    private static final Pattern NAMED_ISSUER = Pattern.compile("(quarkus\\.oidc\\.(?:\"[^\"]+\"|[^.\"]+)\\.)"
            + "(?:auth-server-url|jwks-path|discovery-enabled|token\\..+|tls\\..+)");
    private static final String KEYSETS = "COUPABRIDGE_KEYSETS_";
    private static final Path DEMO = Path.of(".demo");

    private final Config config;
    private final StartConfig said;
    private final AddressConfig addresses;

    ProductionRules(Config config, StartConfig said, AddressConfig addresses) {
        this.config = config;
        this.said = said;
        this.addresses = addresses;
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
        Set<String> issuers = issuers();
        issuers.forEach(issuer -> checkAudience(issuer, faults));
        if (!prod) {
            checkHost("quarkus.http.host", faults);
            checkHost("quarkus.management.host", faults);
            return faults;
        }
        issuers.forEach(issuer -> checkIssuer(issuer, faults));
        checkTls(faults);
        checkOrigins(faults);
        checkKafka(faults);
        checkKeysets(faults);
        return faults;
    }

    /** What the names of settings begin with that say whose tokens are taken: of the default, and of each that has a name. */
    private Set<String> issuers() {
        Set<String> prefixes = new TreeSet<>(Set.of(OIDC));
        for (String name : config.getPropertyNames()) {
            Matcher named = NAMED_ISSUER.matcher(name);
            if (named.matches()) {
                prefixes.add(named.group(1));
            }
        }
        return prefixes;
    }

    private void checkAudience(String issuer, List<String> faults) {
        String setting = issuer + "token.audience";
        List<String> audience = config.getOptionalValues(setting, String.class).orElse(List.of()).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (audience.isEmpty() || audience.contains(ANY)) {
            faults.add(setting + " " + (audience.isEmpty() ? "is not set" : "must not be any")
                    + ": tokens that the issuer gives for other services would do. Set the audience of this installation,"
                    + " such as coupa-bridge.");
        }
    }

    private void checkHost(String setting, List<String> faults) {
        String host = text(setting);
        if (!LOOPBACK.contains(host)) {
            faults.add(setting + " is '" + host + "', but only the profile prod may be reached from elsewhere."
                    + " Leave it at 127.0.0.1, or start with QUARKUS_PROFILE=prod.");
        }
    }

    private void checkIssuer(String issuer, List<String> faults) {
        String url = text(issuer + "auth-server-url");
        if (!url.toLowerCase(Locale.ROOT).startsWith("https://")) {
            faults.add(issuer + "auth-server-url is '" + url
                    + "': over http somebody else's keys could be taken for the issuer's. Give its https URL; on one machine"
                    + " start with QUARKUS_PROFILE=local.");
        }
        if (isHttp(text(issuer + "jwks-path"))) {
            faults.add(issuer + "jwks-path is http: somebody else's keys could be taken for the issuer's. Give its"
                    + " https URL, or leave it to the issuer's own document.");
        }
        String named = text(issuer + "token.issuer");
        if (named.equals(ANY)) {
            faults.add(issuer + "token.issuer must not be any. Leave it to the issuer's own document.");
        }
        if (named.isBlank() && is(issuer + "discovery-enabled", false)) {
            faults.add(issuer + "discovery-enabled is false, so that nobody says which issuer a token must have. Leave"
                    + " it out, or set " + issuer + "token.issuer.");
        }
        String verification = text(issuer + "tls.verification");
        if (!verification.isBlank() && !verification.equalsIgnoreCase("required")) {
            faults.add(issuer + "tls.verification is " + verification
                    + ": others could answer for the issuer. Leave it out.");
        }
    }

    private void checkTls(List<String> faults) {
        if (is("quarkus.tls.trust-all", true)) {
            faults.add("quarkus.tls.trust-all is true: anybody could answer for the issuer. Leave it out.");
        }
        if (text("quarkus.tls.hostname-verification-algorithm").equalsIgnoreCase("none")) {
            faults.add(
                    "quarkus.tls.hostname-verification-algorithm is none: whoever has a certificate of any name could"
                            + " answer for the issuer, and for Coupa. Leave it out.");
        }
    }

    private void checkOrigins(List<String> faults) {
        if (addresses.allowedOrigins().orElse(Set.of()).stream().anyMatch(origin -> isHttp(origin.toString()))) {
            faults.add(
                    "coupabridge.allowed-origins has an http origin, to which secrets would go in clear. Leave it out.");
        }
    }

    private static boolean isHttp(String url) {
        return url.strip().toLowerCase(Locale.ROOT).startsWith("http:");
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

    private boolean is(String name, boolean value) {
        return config.getOptionalValue(name, Boolean.class).equals(Optional.of(value));
    }

    private String text(String name) {
        return Optional.ofNullable(config.getConfigValue(name).getValue()).orElse("");
    }
}
