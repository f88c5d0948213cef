package io.coupabridge.console.notification;

import java.util.HashMap;
import java.util.Map;

/**
 * The sentences of notices. They are made of codes and ids alone: what Coupa or a service says in its own words may hold
 * anything, and goes nowhere.
 */
final class NoticeWords {

    private static final String OTHER = "Look at the tenant's page in the console.";

    /** What to do, by what a notice is about. */
    private static final Map<String, String> ADVICE = new HashMap<>();

    static {
        ADVICE.put(
                "INVALID_CLIENT",
                "Coupa refuses the Client ID or secret. Look the client up in Coupa, then save both again.");
        ADVICE.put(
                "GRANT_NOT_ALLOWED",
                "The client may not use client credentials. Create a client with the grant type Client credentials.");
        ADVICE.put("API_KEY_RETIRED", "Coupa accepts API keys no longer. Reauthorize with a Client ID and secret.");
        ADVICE.put("API_KEY_NOT_USED", "API keys are not used. Reauthorize with a Client ID and secret.");
        ADVICE.put("SECRET_UNREADABLE", "The stored secret cannot be decrypted. Save the connection with its secret.");
        ADVICE.put("REAUTHORIZATION_REQUIRED", "Coupa does not accept the credential. Reauthorize the connection.");
        ADVICE.put("DEGRADED", "Coupa has not worked for an hour. Look at the reason on the tenant's page.");
        ADVICE.put("FORBIDDEN", "Check the client's scope and the roles of its user in Coupa, then verify again.");
        ADVICE.put("COUPA_UNAVAILABLE", "Coupa could not be reached or answered with errors. Run again later.");
        ADVICE.put("UNEXPECTED_RESPONSE", "Coupa's answer was none of its API. Check the address.");
        ADVICE.put("REQUIRED_FIELD_HIDDEN", "An API response filter in Coupa hides a field that is needed. Change it.");
        ADVICE.put("TASK_NOT_WANTED", "The tenant does not want this task. Switch it on, or send no commands for it.");
        ADVICE.put("DISCONNECTED", "The connection was deleted. Connect the tenant again, or send no commands for it.");
        ADVICE.put("UNKNOWN_TENANT", "The tenant has no connection. Connect it first.");
        ADVICE.put("SUSPICIOUS_SHRINK", "Many records are missing. Check whether the client's user lost a role.");
        ADVICE.put("DEADLINE_EXCEEDED", "The run was not done by its deadline. Run again with a later one.");
        ADVICE.put("INVALID_COMMAND", "A field of the command is wrong. The tenant's page names it.");
        ADVICE.put("QUEUE_FULL", "More than ten commands wait for this task. Wait for them, then run again.");
        ADVICE.put("EARLIER_RUN_WAITS", "An earlier run waits to begin. The tenant's page says why.");
        ADVICE.put("INTERNAL", "This is a fault of Coupa Bridge. Tell your operator the id of the run.");
    }

    private NoticeWords() {}

    /** One line, without a full stop. */
    static String headline(Notice notice) {
        String tenant = notice.tenant().value();
        String ofTask = notice.task() == null ? "" : " (" + notice.task().name() + ")";
        return switch (notice.kind()) {
            case NEEDS_PERSON -> tenant + " needs a person: " + notice.code() + ofTask;
            case RECOVERED -> tenant + " works again: " + notice.code() + ofTask + " is over";
            case RUN_FAILED -> "A run for " + tenant + " failed: " + notice.code() + ofTask;
            case SCHEDULE_PAUSED -> "A schedule of " + tenant + " is paused: " + notice.code() + ofTask;
        };
    }

    /** What to do about it, in a sentence or two. */
    static String advice(Notice notice) {
        if (notice.kind() == Notice.Kind.RECOVERED) {
            return "Nothing is left to do.";
        }
        if (notice.code().equals("SCOPE_MISSING") && notice.task() != null) {
            return "Add the scope " + notice.task().scope() + " to the client in Coupa, then verify again.";
        }
        return ADVICE.getOrDefault(notice.code(), OTHER);
    }
}
