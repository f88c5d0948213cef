package io.coupabridge.token.admin;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.token.connection.Attention;
import io.coupabridge.token.connection.ConnectionLists;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many connections there are. */
record ConnectionCounts(
        @Schema(description = "In each state.") Map<ConnectionState, Long> states,

        NeedingPerson attention,
        LegacyKeys legacyKeys) {

    /** Connections that need a person. */
    record NeedingPerson(
            @Schema(description = "Whatever for.") long connections,

            @Schema(description = "For each cause; a connection may have several.")
            Map<Attention.Cause, Long> causes) {}

    /** How far the reauthorization of connections with an API key has come. */
    record LegacyKeys(
            @Schema(description = "Connections that began with an API key.")
            long imported,

            @Schema(description = "Those of them without a Client ID and a Client Secret.")
            long left) {}

    static ConnectionCounts of(ConnectionLists.Counts counts, Set<ConnectionState> known) {
        Map<ConnectionState, Long> states = new EnumMap<>(ConnectionState.class);
        known.forEach(state -> states.put(state, counts.states().getOrDefault(state, 0L)));
        Map<Attention.Cause, Long> causes = new EnumMap<>(Attention.Cause.class);
        for (Attention.Cause cause : Attention.Cause.values()) {
            causes.put(cause, counts.causes().getOrDefault(cause, 0L));
        }
        return new ConnectionCounts(
                states, new NeedingPerson(counts.needing(), causes), new LegacyKeys(counts.imported(), counts.left()));
    }
}
