package io.coupabridge.edge.trail;

import io.coupabridge.edge.access.Caller;

/**
 * Who acts, and from where.
 *
 * @param roles of the caller's token that this API knows; null for others than callers
 * @param origin null for the service itself
 */
public record Who(Actor actor, String roles, Origin origin) {

    /** What the service does of its own. */
    public static final Who SERVICE = new Who(Actor.SERVICE, null, null);

    /** Which kind of actor it is. */
    public enum Actor {
        SERVICE,
        CALLER,
        COMMAND
    }

    /** The same, and nobody knows who it was. */
    Who unnamed() {
        return new Who(actor, roles, null);
    }

    /** The caller of this request. */
    public static Who of(Caller caller) {
        return new Who(Actor.CALLER, caller.roles(), Origin.of(caller.subject(), caller.client(), caller.address()));
    }

    /** @param requestedBy as the command says; null when it does not */
    public static Who command(String requestedBy) {
        return new Who(Actor.COMMAND, null, requestedBy == null ? null : Origin.of(requestedBy, null, null));
    }
}
