package io.coupabridge.token.connect;

import io.coupabridge.token.link.LinkState;
import java.time.Duration;

/**
 * A page for whom there is nothing to do here.
 *
 * @param back whether the verdict is still to be seen at the same address
 */
record ClosedScreen(int status, String title, String what, String wayOut, boolean back) {

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;

    private static final String ANOTHER = "Ask whoever sent you the link for another one.";

    static final ClosedScreen UNKNOWN = new ClosedScreen(
            NOT_FOUND,
            "There is no such link",
            "The address is not whole, or the link was deleted. Nothing was changed.",
            "Open the link once more as it was sent to you, with all its characters. If that does not help: " + ANOTHER,
            false);

    static ClosedScreen of(LinkState state) {
        return switch (state) {
            case REVOKED ->
                new ClosedScreen(
                        GONE,
                        "This link was revoked",
                        "It opens nothing any more. Nothing was changed.",
                        ANOTHER,
                        false);
            case EXPIRED ->
                new ClosedScreen(
                        GONE,
                        "This link has expired",
                        "It was good for a limited time. Nothing was changed; what was saved before stays.",
                        ANOTHER,
                        false);
            case OPEN, USED ->
                new ClosedScreen(
                        GONE,
                        "This link has been used",
                        "Coupa has accepted a client that was entered by it, and it takes no other one. Nothing was changed.",
                        "To enter another client, ask whoever sent you the link for another one.",
                        true);
        };
    }

    static ClosedScreen tooMany(Duration pause) {
        return new ClosedScreen(
                TOO_MANY,
                "Too many requests",
                "This page was asked for too often. Nothing was changed.",
                "Wait " + Math.max(1, pause.toSeconds() + 1) + " seconds, then open the link again.",
                true);
    }

    /**
     * @param status 429 or 503 when it passes by itself, else 500
     * @param sent whether something was sent and not only looked at
     */
    static ClosedScreen trouble(int status, boolean sent) {
        return new ClosedScreen(
                status,
                "This does not work at the moment",
                "The service cannot reach what it needs."
                        + (sent ? " What you entered was most likely not saved." : " What was saved before stays."),
                "Wait a minute, then open the link again. If it stays, tell whoever sent you the link.",
                true);
    }
}
