package io.coupabridge.console.attention;

import java.time.Duration;
import java.time.Instant;

/**
 * A tenant that needs a person.
 *
 * @param cause {@code REAUTHORIZATION_REQUIRED}, {@code DEGRADED}, {@code SCOPE_MISSING} or {@code FORBIDDEN}
 * @param task empty when it concerns the whole connection
 * @param why in a sentence; null when nobody said it
 * @param since when it began
 * @param lasting for how long it goes on
 */
record Need(String tenant, String host, String cause, String task, String why, Instant since, Duration lasting) {

    /** What a person does about it. */
    public String advice() {
        return switch (cause) {
            case "REAUTHORIZATION_REQUIRED" ->
                "Make a link and send it to the tenant's Coupa administrator: a new Client ID"
                        + " and Secret are needed.";
            case "SCOPE_MISSING" ->
                "Ask the tenant's Coupa administrator to add the scope to the OAuth2 client, then verify.";
            case "FORBIDDEN" ->
                "Ask the tenant's Coupa administrator what keeps the OAuth2 client from this list, then" + " verify.";
            default ->
                "Coupa does not answer as it should. Verify; if it stays so, ask the tenant whether the instance is"
                        + " reachable.";
        };
    }

    /** Behind which place of the list it stands. */
    String place() {
        return since + "," + tenant + "," + task;
    }
}
