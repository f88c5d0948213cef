package io.coupabridge.token.link;

/** What a connect link is good for. */
public enum LinkState {
    /** A credential can be saved by it. */
    OPEN,
    /** Coupa has accepted a credential that was saved by it: until its end it shows the verdict, and verifies again. */
    USED,
    REVOKED,
    EXPIRED
}
