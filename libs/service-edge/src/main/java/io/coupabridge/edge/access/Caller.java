package io.coupabridge.edge.access;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.RefusalLog.Cause;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private TenantId foreign;

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

    /** Whether the request carries a token that was accepted. */
    public boolean known() {
        return !identity.isAnonymous();
    }

    /** To whom the issuer gave the token; null when the token does not say. */
    public String client() {
        return Stream.of("azp", "client_id")
                .map(name -> token().getClaim(name))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(SubjectRule::isName)
                .findFirst()
                .orElse(null);
    }

    /** Those roles of the token that this API knows, with commas between them. */
    public String roles() {
        return Role.ALL.stream().filter(identity::hasRole).collect(Collectors.joining(","));
    }

    /** The IP address from which the request came. */
    public String address() {
        return request.request().remoteAddress().hostAddress();
    }

    /** The tenant that this request was about and that the caller may not reach. */
    public Optional<TenantId> foreignTenant() {
        return Optional.ofNullable(foreign);
    }

    /**
     * Whether this operation may be about the tenant. Only a role that may do the operation counts: an auditor who is also
     * integration-admin of one tenant changes no other. A no leaves a line in the log, and costs the
     * caller some of its requests a second.
     */
    public boolean mayReach(TenantId tenant) {
        boolean reaches = mayReachAll() || ownTenants().contains(tenant);
        if (!reaches) {
            foreign = tenant;
            rate.charge(subject());
            log.write(request, Cause.TENANT, named() + " is not of tenant " + tenant);
        }
        return reaches;
    }

    /**
     * The only tenants that an operation over all of them may tell of; empty when it may tell of each.
     *
     * @param asked the one that the caller asks for; null for all
     * @throws io.quarkiverse.resteasy.problem.HttpProblem when that one is not the caller's
     */
    public Optional<Set<TenantId>> reachable(TenantId asked) {
        if (asked == null) {
            return mayReachAll() ? Optional.empty() : Optional.of(ownTenants());
        }
        if (!mayReach(asked)) {
            throw UnknownTenant.problem(asked);
        }
        return Optional.of(Set.of(asked));
    }

    /** Who it is, for the log. */
    String named() {
        return identity.isAnonymous() ? "somebody without a token" : "'" + subject() + "'";
    }

    /** @param roles that may do the operation of this request */
    void enter(Set<String> roles) {
        allowed = roles;
    }

    private boolean mayReachAll() {
        return allowed.stream()
                .filter(role -> !role.equals(Role.INTEGRATION_ADMIN))
                .anyMatch(identity::hasRole);
    }

    private Set<TenantId> ownTenants() {
        return allowed.contains(Role.INTEGRATION_ADMIN) && identity.hasRole(Role.INTEGRATION_ADMIN)
                ? new TenantsClaim(config.tenantsClaim()).read(name -> token().getClaim(name))
                : Set.of();
    }

    private JsonWebToken token() {
        return (JsonWebToken) identity.getPrincipal();
    }
}
