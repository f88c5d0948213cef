package io.coupabridge.console.notification;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;

/**
 * Who is told: one tenant, of itself, or the operators, of all.
 *
 * @param tenant null for the operators
 */
public record Owner(TenantId tenant) {

    public static final Owner OPERATORS = new Owner(null);

    /** Says in the trail what was done about it. */
    void append(Trail trail, Who who, String action, Detail detail) {
        if (tenant == null) {
            trail.append(who, action, detail);
        } else {
            trail.append(tenant, who, action, detail);
        }
    }

    /** As in the database. */
    String value() {
        return tenant == null ? null : tenant.value();
    }

    static Owner ofValue(String tenant) {
        return tenant == null ? OPERATORS : new Owner(new TenantId(tenant));
    }
}
