package io.coupabridge.token.grant;

/** What lets a caller ask Coupa for a token. It can pass to another replica while this one is held up. */
public interface Permit {

    /** Whether the caller still has it for certain; asked for right before the request is sent. */
    boolean holds();

    /** The caller is at it: runs about twice a second until the call has ended, and must not throw. */
    void keep();
}
