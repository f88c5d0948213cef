package io.coupabridge.console.page;

import io.coupabridge.edge.access.Role;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The person before the page. */
@RequestScoped
public class Viewer {

    private static final int LONGEST_NAME = 60;

    private final SecurityIdentity identity;

    Viewer(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** What the issuer calls them. */
    public String name() {
        JsonWebToken token = (JsonWebToken) identity.getPrincipal();
        Object name = token.getClaim("preferred_username");
        String text = name instanceof String known && !known.isBlank() ? known : token.getSubject();
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
    }

    /** Whether they have one of the roles. */
    public boolean is(String... roles) {
        return Stream.of(roles).anyMatch(identity::hasRole);
    }

    /** Whether they may act on tenants that they see, and not only look. */
    public boolean acts() {
        return is(Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.PLATFORM);
    }

    /** Whether they may make links to the connect page. */
    public boolean connects() {
        return is(Role.OPERATOR, Role.PLATFORM);
    }

    /** Whether they see what concerns the whole installation. */
    public boolean operates() {
        return is(Role.OPERATOR, Role.AUDITOR);
    }

    /** Whether they may change what concerns more than one tenant. */
    public boolean rules() {
        return is(Role.OPERATOR);
    }

    /** Whether token-service lets them read the trails of tenants that they see. */
    public boolean readsTrails() {
        return is(Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR);
    }

    /** Whether they see all tenants. */
    public boolean seesAll() {
        return is(Role.OPERATOR, Role.AUDITOR, Role.PLATFORM);
    }

    /** The access token, for calls to the services on their behalf. */
    public String token() {
        return identity.getCredential(AccessTokenCredential.class).getToken();
    }
}
