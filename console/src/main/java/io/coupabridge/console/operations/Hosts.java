package io.coupabridge.console.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.console.service.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the request budget of each Coupa host stands that is in use.
 *
 * @param more whether there are more than these
 * @param missing why nothing is known of them; empty when it is
 */
record Hosts(List<Host> hosts, boolean more, String missing) {

    private static final int WHOLE = 100;

    /**
     * One of them.
     *
     * @param ceiling requests a second; null if nobody asked within the last minute
     * @param percent of the ceiling that is used
     * @param silence for how long Coupa wants no request; null if it does not
     */
    record Host(String name, Long ceiling, long percent, Duration silence, Long callers) {}

    static Hosts of(Reply reply) {
        List<Host> hosts = new ArrayList<>();
        reply.body().path("hosts").forEach(host -> hosts.add(host(host)));
        return new Hosts(hosts, reply.body().hasNonNull("next"), Unable.why(reply));
    }

    private static Host host(JsonNode host) {
        long silence = host.path("silentSeconds").asLong();
        return new Host(
                host.path("host").asText(),
                host.hasNonNull("ceiling") ? host.path("ceiling").asLong() : null,
                Math.round(host.path("rate").asDouble() * WHOLE),
                silence == 0 ? null : Duration.ofSeconds(silence),
                host.path("callers").asLong());
    }
}
