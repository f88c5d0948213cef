package io.coupabridge.token.connect;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.token.admin.ConnectionView;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.link.ConnectLink;

/** Where the holder of a link stands, and the words for it. */
enum LinkSituation {
    CONNECT(
            "Connect Coupa",
            "You create a client in Coupa and enter it here. Within seconds you see whether it works.",
            null),
    REPLACE(
            "Coupa is connected already",
            "You can enter another client here. It takes the place of the one that is stored.",
            null),
    /** These three were found so; nothing of it was done by the link, so nobody is told. */
    FOUND_IN_PART(
            "Coupa is connected, but something is missing",
            "Not every task may run. Each task says below what to do. Change it in Coupa and verify again, or enter another"
                    + " client here.",
            null),
    FOUND_UNREACHED(
            "Coupa could not be asked",
            "A client is stored. It is tried again by itself, and you can verify it now. You can also enter another one.",
            null),
    FOUND_ASKING(
            "Coupa is being asked",
            "A client is stored, and Coupa is asked about it. Open the link again in 15 seconds, or enter another client"
                    + " here.",
            null),
    REAUTHORIZE(
            "Connect Coupa again",
            "Coupa no longer accepts the stored Client ID and Client Secret. Enter them again, or those of a new client."
                    + " If you have repaired the client in Coupa, verify it again.",
            null),
    RETIRED_KEY(
            "Replace the API key",
            "This connection had an API key. Coupa has accepted none since January 2023. Create a client in Coupa and"
                    + " enter it here: it takes the place of the key.",
            null),
    ASKING("Coupa is being asked", "The entries are stored. This takes about 15 seconds.", null),
    CONNECTED("Coupa is connected", "Every task may run. You can close this page.", "CONNECTED"),
    IN_PART(
            "Coupa is connected, but something is missing",
            "Not every task may run. Each task says below what to do. Change it in Coupa, then verify again.",
            "CONNECTED_IN_PART"),
    REFUSED(
            "Coupa does not accept these entries",
            "Correct them here, or repair the client in Coupa and verify it again.",
            "REFUSED"),
    UNREACHED(
            "Coupa could not be asked",
            "The entries are stored. It is tried again by itself, and you can verify it now.",
            "NOT_REACHED"),
    DISCONNECTED("Coupa is not connected", "The connection was deleted after this link had been used.", null);

    final String title;
    final String lead;
    /** What the opener of the page is told; null while there is nothing to tell. */
    final String outcome;

    LinkSituation(String title, String lead, String outcome) {
        this.title = title;
        this.lead = lead;
        this.outcome = outcome;
    }

    /** @param connection null when the tenant has none */
    static LinkSituation of(ConnectLink link, ConnectionView connection) {
        if (connection == null || connection.state() == ConnectionState.DISCONNECTED) {
            return link.usedAt() == null ? CONNECT : DISCONNECTED;
        }
        return link.verification() == null ? before(connection) : after(connection);
    }

    private static LinkSituation before(ConnectionView connection) {
        return switch (connection.state()) {
            case ACTIVE -> isRefused(connection) ? FOUND_IN_PART : REPLACE;
            case REAUTHORIZATION_REQUIRED -> isRetiredKey(connection) ? RETIRED_KEY : REAUTHORIZE;
            case DEGRADED -> FOUND_UNREACHED;
            case PENDING -> FOUND_ASKING;
            case DISCONNECTED, UNKNOWN -> REPLACE;
        };
    }

    private static LinkSituation after(ConnectionView connection) {
        if (connection.verifying()) {
            return ASKING;
        }
        return switch (connection.state()) {
            case ACTIVE -> isWhole(connection) ? CONNECTED : IN_PART;
            case REAUTHORIZATION_REQUIRED -> isRetiredKey(connection) ? RETIRED_KEY : REFUSED;
            case DEGRADED -> UNREACHED;
            case PENDING, DISCONNECTED, UNKNOWN -> ASKING;
        };
    }

    /** Whether a client can be entered. */
    boolean takesClient() {
        return switch (this) {
            case CONNECT, REPLACE, REAUTHORIZE, RETIRED_KEY, REFUSED, UNREACHED -> true;
            case FOUND_IN_PART, FOUND_UNREACHED, FOUND_ASKING -> true;
            case ASKING, CONNECTED, IN_PART, DISCONNECTED -> false;
        };
    }

    /** Whether what is stored can be verified again. */
    boolean verifies() {
        return switch (this) {
            case REAUTHORIZE, CONNECTED, IN_PART, REFUSED, UNREACHED, FOUND_IN_PART, FOUND_UNREACHED -> true;
            case CONNECT, REPLACE, RETIRED_KEY, ASKING, FOUND_ASKING, DISCONNECTED -> false;
        };
    }

    /** Whether what Coupa said to each task is worth showing. */
    boolean showsTasks() {
        return this == ASKING || this == FOUND_IN_PART || outcome != null;
    }

    private static boolean isRefused(ConnectionView connection) {
        return connection.tasks().values().stream()
                .anyMatch(task -> task.verdict().refuses());
    }

    private static boolean isRetiredKey(ConnectionView connection) {
        return ConnectionRow.isApiKeyReason(connection.reason());
    }

    private static boolean isWhole(ConnectionView connection) {
        return connection.tasks().values().stream()
                .map(ConnectionView.TaskView::verdict)
                .allMatch(verdict -> verdict == Verdict.GRANTED || verdict == Verdict.NOT_WANTED);
    }
}
