package io.coupabridge.token.grant;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds what the OIDC client leaves open: how long an answer may take, how large it may be, and which address is called. */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.TOKEN)
class GrantRequestFilter implements OidcRequestFilter {

    private static final int LARGEST_ANSWER = 64 * 1024;

    private final GrantConfig config;
    private final Map<String, String> pinnedAddresses = new ConcurrentHashMap<>();

    GrantRequestFilter(GrantConfig config) {
        this.config = config;
    }

    /** The address that the OIDC client of this id is to connect to, until {@link #forget}. */
    void pin(String oidcClientId, String address) {
        pinnedAddresses.put(oidcClientId, address);
    }

    void forget(String oidcClientId) {
        pinnedAddresses.remove(oidcClientId);
    }

    /** How many calls are under way. */
    int pinned() {
        return pinnedAddresses.size();
    }

    @Override
    public Uni<Void> filter(OidcRequestFilterContext context) {
        @SuppressWarnings("unchecked")
        HttpRequest<Buffer> request = context.request().getDelegate();
        request.timeout(config.timeout().toMillis());
        request.as(new BoundedBodyCodec(LARGEST_ANSWER));
        String host = request.host();
        String pinned = pinnedAddresses.get(context.contextProperties().getString("client-id"));
        if (pinned != null && !pinned.equals(host)) {
            // the name stays what TLS verifies and what the Host header says
            request.host(pinned).virtualHost(host);
        }
        return Uni.createFrom().voidItem();
    }
}
