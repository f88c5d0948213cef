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

/**
 * Bounds what the OIDC client leaves open: how long an answer may take, how large it may be, which address is called, and
 * until when.
 */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.TOKEN)
class GrantRequestFilter implements OidcRequestFilter {

    private static final int LARGEST_ANSWER = 64 * 1024;

    private final GrantConfig config;
    private final Map<String, Call> calls = new ConcurrentHashMap<>();

    GrantRequestFilter(GrantConfig config) {
        this.config = config;
    }

    /**
     * The only address that the OIDC client of this id is to connect to, until {@link #forget}.
     *
     * @param deadline by {@link System#nanoTime}; nothing is sent later, as after a pause of the process
     */
    void pin(String oidcClientId, String address, long deadline) {
        calls.put(oidcClientId, new Call(address, deadline));
    }

    void forget(String oidcClientId) {
        calls.remove(oidcClientId);
    }

    /** How many calls are under way. */
    int pinned() {
        return calls.size();
    }

    @Override
    public Uni<Void> filter(OidcRequestFilterContext context) {
        Call call = calls.get(context.contextProperties().getString("client-id"));
        if (call == null || System.nanoTime() - call.deadline() > 0) {
            return Uni.createFrom().failure(new IllegalStateException("The time of the call is over."));
        }
        @SuppressWarnings("unchecked")
        HttpRequest<Buffer> request = context.request().getDelegate();
        request.timeout(config.timeout().toMillis());
        request.as(new BoundedBodyCodec(LARGEST_ANSWER));
        String host = request.host();
        if (!call.address().equals(host)) {
            // the name stays what TLS verifies and what the Host header says
            request.host(call.address()).virtualHost(host);
        }
        return Uni.createFrom().voidItem();
    }

    private record Call(String address, long deadline) {}
}
