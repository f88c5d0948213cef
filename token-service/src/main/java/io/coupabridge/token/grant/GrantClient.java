package io.coupabridge.token.grant;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.edge.address.PinnedAddress;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.grant.GrantResponseFilter.NoGrantException;
import io.coupabridge.token.grant.GrantResult.Granted;
import io.coupabridge.token.grant.GrantResult.NotSent;
import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Unavailable;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.OidcClients;
import io.quarkus.oidc.client.Tokens;
import io.quarkus.oidc.client.runtime.OidcClientConfig;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Asks a Coupa instance for a token: {@code POST /oauth2/token}, client credentials in a form (coupa-api §2.2), through a
 * short-lived OIDC client. Never throws for what Coupa does; a call ends within the configured time, whatever the other
 * side does. Thread-safe.
 */
@Singleton
public class GrantClient {

    /** Where Coupa states no usable lifetime: long enough to work, short enough to be safe. */
    static final Duration CAUTIOUS_LIFETIME = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(GrantClient.class);
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);

    private final OidcClients clients;
    private final GrantRequestFilter requests;
    private final PinnedAddress addresses;
    private final CertificateCheck certificates;
    private final BaseUrlRules rules;
    private final GrantConfig config;
    private final InstantSource clock;

    GrantClient(
            OidcClients clients,
            GrantRequestFilter requests,
            PinnedAddress addresses,
            CertificateCheck certificates,
            BaseUrlRules rules,
            GrantConfig config,
            InstantSource clock) {
        this.clients = clients;
        this.requests = requests;
        this.addresses = addresses;
        this.certificates = certificates;
        this.rules = rules;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Blocks until the grant has ended.
     *
     * @param scope the only scope of the token
     * @param permit without which nothing is sent
     */
    public GrantResult grant(BaseUrl baseUrl, String clientId, Secret secret, String scope, Permit permit) {
        String id = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + config.timeout().toNanos();
        try {
            rules.check(baseUrl);
            String address = address(baseUrl, deadline, permit);
            requests.pin(id, address, deadline);
            OidcClientConfig configuration = configuration(id, baseUrl, clientId, secret, scope);
            return ask(configuration, baseUrl, address, deadline, permit);
        } catch (InvalidBaseUrlException e) {
            return unreachable("the address is not allowed any more");
        } catch (ExecutionException e) {
            return unreachable(noAddress(e.getCause()));
        } catch (TimeoutException e) {
            return unreachable("the host's address was not found within "
                    + config.timeout().toSeconds() + " s");
        } catch (InterruptedException e) {
            return interrupted();
        } finally {
            requests.forget(id);
        }
    }

    private String address(BaseUrl baseUrl, long deadline, Permit permit)
            throws ExecutionException, InterruptedException, TimeoutException {
        return await(addresses.of(baseUrl), deadline, permit);
    }

    private GrantResult ask(
            OidcClientConfig configuration, BaseUrl baseUrl, String address, long deadline, Permit permit) {
        OidcClient client = clients.newClient(configuration).await().atMost(config.timeout());
        // a database that was slow to say so has used up the time of the call
        if (!permit.holds() || System.nanoTime() - deadline >= 0) {
            close(client);
            return new NotSent();
        }
        Instant askedAt = clock.instant();
        CompletableFuture<Tokens> answer = client.getTokens().subscribeAsCompletionStage();
        try {
            Tokens tokens = await(answer, deadline, permit);
            return granted(tokens, askedAt);
        } catch (ExecutionException e) {
            return e.getCause() instanceof NoGrantException noGrant
                    ? noGrant.result()
                    : unanswered(baseUrl, address, deadline, permit);
        } catch (TimeoutException e) {
            LOG.warnf(
                    "The token endpoint of %s gave no complete answer within %d s, which coupabridge.grant.timeout sets."
                            + " A token that it grants later is lost. Raise the setting if this endpoint is that slow.",
                    baseUrl.host(), config.timeout().toSeconds());
            return unreachable("no complete answer within " + config.timeout().toSeconds()
                    + " s, which coupabridge.grant.timeout sets");
        } catch (InterruptedException e) {
            return interrupted();
        } finally {
            answer.cancel(true);
            close(client);
        }
    }

    private GrantResult unanswered(BaseUrl baseUrl, String address, long deadline, Permit permit) {
        try {
            return await(certificates.fault(baseUrl, address), deadline, permit)
                    .<GrantResult>map(fault -> new Unavailable(Outage.INVALID_CERTIFICATE, fault, Optional.empty()))
                    .orElseGet(GrantClient::noConnection);
        } catch (ExecutionException | TimeoutException e) {
            return noConnection();
        } catch (InterruptedException e) {
            return interrupted();
        }
    }

    private Granted granted(Tokens tokens, Instant askedAt) {
        Duration lifetime = Optional.ofNullable(tokens.get("expires_in"))
                .map(s -> Duration.ofSeconds(Long.parseLong(s)))
                .orElse(CAUTIOUS_LIFETIME);
        return new Granted(Secret.of(tokens.getAccessToken()), lifetime, askedAt, clock.instant());
    }

    /** The time-outs of the client bound no body that drips, and those of the system's resolver are not ours. */
    private static <T> T await(CompletableFuture<T> answer, long deadline, Permit permit)
            throws ExecutionException, InterruptedException, TimeoutException {
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException();
            }
            try {
                return answer.get(Math.min(left, SIGN_OF_LIFE.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillWaiting) {
                permit.keep();
            }
        }
    }

    private OidcClientConfig configuration(String id, BaseUrl baseUrl, String clientId, Secret secret, String scope) {
        return OidcClientConfig.builder()
                .id(id)
                .discoveryEnabled(false)
                .tokenPath(baseUrl + "/oauth2/token")
                .clientId(clientId)
                .credentials()
                .clientSecret(secret.reveal(), Method.POST)
                .end()
                .scopes(scope)
                .earlyTokensAcquisition(false)
                // 0 makes every grant fail
                .connectionRetryCount(1)
                .connectionTimeout(config.timeout())
                .maxPoolSize(1)
                .build();
    }

    private static Unavailable noConnection() {
        return unreachable("no connection or no complete answer");
    }

    private static Unavailable unreachable(String seen) {
        return new Unavailable(Outage.TOKEN_ENDPOINT_UNREACHABLE, seen, Optional.empty());
    }

    private static String noAddress(Throwable reason) {
        if (reason instanceof PinnedAddress.NotPublicException) {
            return "the host leads to an address that is not on the public internet";
        }
        return reason instanceof UnknownHostException
                ? "the host has no address"
                : "the host's address could not be looked up";
    }

    private static Unavailable interrupted() {
        Thread.currentThread().interrupt();
        return unreachable("the call was interrupted");
    }

    private static void close(OidcClient client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("An OIDC client did not close.", e);
        }
    }
}
