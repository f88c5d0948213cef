package io.coupabridge.edge.access;

import java.util.List;

/** The roles that a token may give its caller, for {@code @RolesAllowed}. */
public final class Role {

    /** A customer's administrator: the tenants that the token names, and no other. */
    public static final String INTEGRATION_ADMIN = "integration-admin";

    /** Runs the installation: all tenants. */
    public static final String OPERATOR = "operator";

    /** Reads, of all tenants. */
    public static final String AUDITOR = "auditor";

    /** The SaaS platform, a machine: connects tenants. */
    public static final String PLATFORM = "platform";

    static final List<String> ALL = List.of(INTEGRATION_ADMIN, OPERATOR, AUDITOR, PLATFORM);

    private Role() {}
}
