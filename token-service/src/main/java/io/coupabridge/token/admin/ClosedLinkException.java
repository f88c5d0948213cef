package io.coupabridge.token.admin;

import io.coupabridge.token.link.LinkState;

/** What somebody wanted to do by a connect link can no longer be done by it; nothing was changed. */
public final class ClosedLinkException extends RuntimeException {

    private final LinkState state;

    ClosedLinkException(LinkState state) {
        super("The link is " + state + ".");
        this.state = state;
    }

    /** What the link is now. */
    public LinkState state() {
        return state;
    }
}
