package io.coupabridge.edge.start;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.access.AccessConfig;
import io.coupabridge.edge.address.AddressConfig;
import io.coupabridge.edge.rest.RequestConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;
import org.eclipse.microprofile.config.Config;

/** What stops the start of any service. Every sentence names the setting and the way out. */
@Singleton
public class StartRules {

    /** The settings of all services. */
    static final Set<Class<?>> OF_THE_EDGE =
            Set.of(AccessConfig.class, AddressConfig.class, RequestConfig.class, StartConfig.class);

    /** False in a service that sends nothing to Coupa, and so has no request budget. */
    public static final String BUDGET_ACTIVE = "quarkus.datasource.\"budget\".active";

    private static final String BUDGET_URL = "quarkus.datasource.\"budget\".jdbc.url";

    /** Without these a service would look for servers on its own machine, for ever. */
    static final Map<String, String> NEEDED = new TreeMap<>(Map.of(
            "kafka.bootstrap.servers",
            "the addresses of the brokers, such as kafka-1:9092,kafka-2:9092",
            "quarkus.datasource.jdbc.url",
            "the service's own database, such as jdbc:postgresql://db/roster",
            BUDGET_URL,
            "the request budget of all services, such as jdbc:postgresql://db/budget"));

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** Stands for a service's database that nobody has named; Hibernate would fail of none before any rule. */
    private static final String UNSET = POSTGRESQL + "//unset.invalid/unset";

    private final Config config;
    private final Map<String, Object> kafka;
    private final ProductionRules production;
    private final Instance<BaseUrlRules> addresses;
    private final RequestConfig requests;

    StartRules(
            Config config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ProductionRules production,
            Instance<BaseUrlRules> addresses,
            RequestConfig requests) {
        this.config = config;
        this.kafka = kafka;
        this.production = production;
        this.addresses = addresses;
        this.requests = requests;
    }

    /**
     * Runs the rules of a service. What they refuse stops its start with their sentence alone: Quarkus shows no stack trace
     * of a fault in the settings.
     */
    public static void orStop(Runnable rules) {
        try {
            rules.run();
        } catch (IllegalStateException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /**
     * @param otherKeys settings under {@code coupabridge} that are in none of the mappings, such as {@code
     *     coupabridge.keysets.roster-tokens}
     * @param settings the service's own config mappings
     * @throws IllegalStateException when the service must not start
     */
    public void check(Set<String> otherKeys, Class<?>... settings) {
        Stream<String> ofMappings = Stream.concat(OF_THE_EDGE.stream(), Stream.of(settings))
                .flatMap(type -> ConfigClass.configClass(type).getProperties().keySet().stream());
        refuseUnknown(
                System.getenv().keySet(),
                Stream.concat(ofMappings, otherKeys.stream()).toList());
        checkNeeded();
        production.check();
        refuseNone("coupabridge.http.requests-at-once", requests.requestsAtOnce(), "100");
        refuseNone("coupabridge.http.requests-per-second", requests.requestsPerSecond(), "50");
        // these fail with what is wrong with the settings, and with the descriptions of the tasks
        addresses.get();
        Task.all();
    }

    private static void refuseNone(String setting, int number, String usual) {
        if (number < 1) {
            throw new IllegalStateException(setting + " is " + number
                    + ", so that nobody could call. It is at least 1; " + usual + " is usual.");
        }
    }

    private void checkNeeded() {
        boolean budget = config.getOptionalValue(BUDGET_ACTIVE, Boolean.class).orElse(true);
        NEEDED.forEach((name, what) -> {
            if (name.equals(BUDGET_URL) && !budget) {
                return;
            }
            String fault = fault(
                    name,
                    Optional.ofNullable(config.getConfigValue(name).getValue())
                            .orElse("")
                            .strip());
            if (!fault.isEmpty()) {
                throw new IllegalStateException(name + " " + fault + ". Set " + variable(name) + ": " + what + ".");
            }
        });
        checkOwner("quarkus.flyway.");
        checkOwner("quarkus.flyway.\"budget\".");
        try {
            new AdminClientConfig(kafka);
        } catch (ConfigException e) {
            throw new IllegalStateException("A setting kafka.* will not do: " + e.getMessage() + ".");
        }
    }

    /** With half a login the role that works would migrate, and own the tables. */
    private void checkOwner(String prefix) {
        boolean username =
                config.getOptionalValue(prefix + "username", String.class).isPresent();
        boolean password =
                config.getOptionalValue(prefix + "password", String.class).isPresent();
        if (username != password) {
            String missing = prefix + (username ? "password" : "username");
            throw new IllegalStateException(missing + " is not set, so that the owner of the tables cannot log in. Set "
                    + variable(missing) + " too, or neither.");
        }
    }

    /** What is wrong with a setting that every service needs, in words behind its name; empty when nothing is. */
    static String fault(String name, String value) {
        if (value.isEmpty() || value.equals(UNSET)) {
            return "is not set";
        }
        if (name.endsWith(".jdbc.url")) {
            return value.startsWith(POSTGRESQL) ? "" : "does not begin with " + POSTGRESQL;
        }
        return Stream.of(value.split(",")).allMatch(address -> address.strip().matches("\\S+:[0-9]+"))
                ? ""
                : "is no list of hosts with their ports";
    }

    /** An unknown key in a file or a system property stops the start by itself; one in the environment does not. */
    static void refuseUnknown(Collection<String> variables, Collection<String> keys) {
        Set<String> known = keys.stream().map(StartRules::variable).collect(Collectors.toCollection(TreeSet::new));
        for (String variable : variables) {
            if (variable.startsWith("COUPABRIDGE_") && !known.contains(variable)) {
                throw new IllegalStateException(variable + " is no setting of this service. Known are " + known + ".");
            }
        }
    }

    /** The environment variable of a setting, such as {@code COUPABRIDGE_WORKER_COUNT}. */
    public static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
