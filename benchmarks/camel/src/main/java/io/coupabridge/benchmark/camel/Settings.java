package io.coupabridge.benchmark.camel;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the benchmark asks for, from the environment.
 *
 * @param rate requests a second; 0 for no limit
 * @param rounds how often all is read
 * @param go the file that starts a round, without the round's number
 */
record Settings(
        String variant,
        String coupa,
        String clientId,
        String clientSecret,
        String scope,
        Resource resource,
        String tenant,
        String bootstrap,
        String topic,
        int rate,
        int lanes,
        String jdbcUrl,
        String jdbcUser,
        String jdbcPassword,
        int rounds,
        String go) {

    static Settings of(Map<String, String> environment) {
        return new Settings(
                needed(environment, "PEER_VARIANT"),
                needed(environment, "PEER_COUPA"),
                needed(environment, "PEER_CLIENT_ID"),
                needed(environment, "PEER_CLIENT_SECRET"),
                needed(environment, "PEER_SCOPE"),
                Resource.named(needed(environment, "PEER_RESOURCE")),
                needed(environment, "PEER_TENANT"),
                needed(environment, "PEER_BOOTSTRAP"),
                needed(environment, "PEER_TOPIC"),
                Integer.parseInt(environment.getOrDefault("PEER_RATE", "0")),
                Integer.parseInt(environment.getOrDefault("PEER_LANES", "1")),
                environment.get("PEER_JDBC_URL"),
                environment.get("PEER_JDBC_USER"),
                environment.get("PEER_JDBC_PASSWORD"),
                Integer.parseInt(environment.getOrDefault("PEER_ROUNDS", "1")),
                needed(environment, "PEER_GO"));
    }

    /** The file that starts a round, 1 first. */
    Path go(int round) {
        return Path.of(go + "." + round);
    }

    private static String needed(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set.");
        }
        return value;
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return variant + " " + resource + " of " + tenant;
    }
}
