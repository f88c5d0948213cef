package io.coupabridge.edge.access;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.RefusalLog.Cause;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who makes the request, from the bearer token. */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;
    private final AccessConfig config;
    private final RoutingContext request;
    private final RefusalLog log;
    private final CallerRate rate;
    private Set<String> allowed = Set.of();

    Caller(SecurityIdentity identity, AccessConfig config, RoutingContext request, RefusalLog log, CallerRate rate) {
        this.identity = identity;
        this.config = config;
        this.request = request;
        this.log = log;
        this.rate = rate;
    }

    /** The token's {@code sub}: at most 200 printable characters. */
    public String subject() {
        return token().getSubject();
    }

    /**
     * Whether this operation may be about the tenant. Only a role that may do the operation counts: an auditor who is also
     * integration-admin of one tenant changes no other. A no leaves a line in the log, and costs the
     * caller some of its requests a second.
     */
    public boolean mayReach(TenantId tenant) {
        boolean all = allowed.stream()
                .filter(role -> !role.equals(Role.INTEGRATION_ADMIN))
                .anyMatch(identity::hasRole);
        boolean reaches = all || allowed.contains(Role.INTEGRATION_ADMIN) && isAdminOf(tenant);
        if (!reaches) {
            rate.charge(subject());
            log.write(request, Cause.TENANT, named() + " is not of tenant " + tenant);
        }
        return reaches;
    }

    /** Who it is, for the log. */
    String named() {
        return identity.isAnonymous() ? "somebody without a token" : "'" + subject() + "'";
    }

    /** @param roles that may do the operation of this request */
    void enter(Set<String> roles) {
        allowed = roles;
    }

    private boolean isAdminOf(TenantId tenant) {
        return identity.hasRole(Role.INTEGRATION_ADMIN)
                && new TenantsClaim(config.tenantsClaim())
                        .read(name -> token().getClaim(name))
                        .contains(tenant);
    }

    private JsonWebToken token() {
        return (JsonWebToken) identity.getPrincipal();
    }
}
