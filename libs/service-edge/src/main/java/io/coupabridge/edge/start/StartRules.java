package io.coupabridge.edge.start;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.access.AccessConfig;
import io.coupabridge.edge.address.AddressConfig;
import io.coupabridge.edge.rest.RequestConfig;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stops the start of any service. Every sentence names the setting and the way out. */
@Singleton
public class StartRules {

    /** The settings of all services. */
    static final Set<Class<?>> OF_THE_EDGE =
            Set.of(AccessConfig.class, AddressConfig.class, RequestConfig.class, StartConfig.class);

    private final ProductionRules production;
    private final Instance<BaseUrlRules> addresses;
    private final RequestConfig requests;

    StartRules(ProductionRules production, Instance<BaseUrlRules> addresses, RequestConfig requests) {
        this.production = production;
        this.addresses = addresses;
        this.requests = requests;
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
