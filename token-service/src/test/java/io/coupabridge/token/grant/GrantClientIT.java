package io.coupabridge.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.edge.address.PinnedAddress;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.token.grant.GrantResult.Granted;
import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Unavailable;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.oidc.client.OidcClients;
import io.quarkus.oidc.common.OidcRequestContextProperties;
import io.quarkus.oidc.common.OidcRequestFilter.OidcRequestFilterContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class GrantClientIT {

    private static final Duration BOUND = Duration.ofSeconds(8);

    @Inject
    GrantClient client;

    @Inject
    GrantRequestFilter requests;

    @Inject
    OidcClients clients;

    @Inject
    CertificateCheck certificates;

    @Inject
    BaseUrlRules rules;

    @Inject
    GrantConfig config;

    @Inject
    InstantSource clock;

    @Inject
    Vertx vertx;

    private final CountingPermit permit = new CountingPermit();

    @Test
    void sends_a_form_with_the_credential_in_its_body_and_one_scope() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.switches().basicAuth(true);

        // when
        GrantResult result = grant(coupa, Coupas.secret(coupa));

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        Granted.class, g -> assertThat(g.lifetime()).isEqualTo(Duration.ofSeconds(86_399)));
        LoggedRequest request = coupa.log().grants().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/oauth2/token");
        assertThat(request.headers()).doesNotContainKey("authorization");
        assertThat(request.headers().get("content-type")).startsWith("application/x-www-form-urlencoded");
        assertThat(request.grant()).isEqualTo("client -> core.user.read");
        assertThat(coupa.log().contains(Coupas.secret(coupa)))
                .as("no secret in any address")
                .isFalse();
    }

    @Test
    void encodes_any_secret() {
        // given
        CoupaInstance coupa = Coupas.instance();
        String secret = "a+b&c=d%20 é\"<>#;/?";
        coupa.client("client", secret, Set.of(Coupas.ROSTER));

        // when
        GrantResult result = grant(coupa, secret);

        // then
        assertThat(result).isInstanceOf(Granted.class);
    }

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("503 with a page", Fault.unavailable(), Outage.TOKEN_ENDPOINT_UNAVAILABLE),
                Arguments.of("500", Fault.status(500), Outage.TOKEN_ENDPOINT_UNAVAILABLE),
                Arguments.of("429", Fault.throttled(), Outage.TOKEN_ENDPOINT_THROTTLED),
                Arguments.of("a maintenance page", Fault.maintenancePage(), Outage.UNEXPECTED_ANSWER),
                Arguments.of("an error object with 200", Fault.errorObject(), Outage.UNEXPECTED_ANSWER),
                Arguments.of("200 without a body", Fault.status(200).empty(), Outage.UNEXPECTED_ANSWER),
                Arguments.of("XML", Fault.status(200).xml(), Outage.UNEXPECTED_ANSWER),
                Arguments.of("404", Fault.status(404).html(), Outage.UNEXPECTED_ANSWER),
                Arguments.of("a redirect", Fault.redirect("http://127.0.0.1:1/login"), Outage.UNEXPECTED_ANSWER),
                Arguments.of("a reset", Fault.reset(), Outage.TOKEN_ENDPOINT_UNREACHABLE),
                Arguments.of("an answer that breaks off", Fault.truncated(), Outage.TOKEN_ENDPOINT_UNREACHABLE),
                Arguments.of("a hang", Fault.hang(Duration.ofSeconds(30)), Outage.TOKEN_ENDPOINT_UNREACHABLE),
                Arguments.of(
                        "a body that drips", Fault.drip(1, Duration.ofMillis(200)), Outage.TOKEN_ENDPOINT_UNREACHABLE),
                Arguments.of("64 MB", Fault.huge(64L * 1024 * 1024), Outage.TOKEN_ENDPOINT_UNREACHABLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void takes_every_trouble_for_an_outage_within_its_time(String name, Fault fault, Outage outage) {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.faults().allGrants(fault);

        // when
        long started = System.nanoTime();
        GrantResult result = grant(coupa, Coupas.secret(coupa));

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unavailable.class, u -> assertThat(u.outage()).isEqualTo(outage));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(BOUND);
    }

    @Test
    void gives_a_sign_of_life_while_it_waits_and_forgets_the_call_afterwards() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.latency(Duration.ofMillis(1_400));

        // when
        GrantResult result = grant(coupa, Coupas.secret(coupa));

        // then
        assertThat(result).isInstanceOf(Granted.class);
        assertThat(permit.signsOfLife).hasValueGreaterThanOrEqualTo(2);
        assertThat(requests.pinned()).isZero();
    }

    @Test
    void sends_nothing_to_an_address_that_is_not_allowed_any_more() {
        // when
        GrantResult result = client.grant(
                new BaseUrl(URI.create("http://127.0.0.1:1")), "client", Secret.of("secret"), Coupas.ROSTER, permit);

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unavailable.class, u -> assertThat(u.seen()).contains("not allowed"));
    }

    @Test
    void sends_nothing_once_the_permit_has_passed_to_somebody_else() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        permit.held = false;

        // when
        GrantResult result = grant(coupa, Coupas.secret(coupa));

        // then
        assertThat(result).isEqualTo(new GrantResult.NotSent());
        assertThat(coupa.log().grantCount()).isZero();
    }

    @Test
    void sends_nothing_when_the_permit_took_the_time_of_the_call() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        permit.pause = config.timeout().plusMillis(200);

        // when
        GrantResult result = grant(coupa, Coupas.secret(coupa));

        // then
        assertThat(result).isEqualTo(new GrantResult.NotSent());
        assertThat(coupa.log().grantCount()).isZero();
    }

    @Test
    void sends_nothing_when_the_process_slept_right_before_it() {
        // given
        OidcRequestFilterContext request =
                new OidcRequestFilterContext(null, null, new OidcRequestContextProperties(Map.of("client-id", "late")));

        // when
        requests.pin("late", "127.0.0.1", System.nanoTime() - 1);

        // then
        assertThat(requests.filter(request).subscribeAsCompletionStage()).isCompletedExceptionally();
        requests.forget("late");
    }

    @Test
    void waits_no_longer_for_a_resolver_that_hangs_and_gives_signs_of_life_meanwhile() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        PinnedAddress hanging = new PinnedAddress(rules, host -> {
            never.await();
            throw new UnknownHostException(host);
        });
        GrantClient behindIt = new GrantClient(clients, requests, hanging, certificates, rules, config, clock);

        // when
        long started = System.nanoTime();
        GrantResult result = behindIt.grant(
                new BaseUrl(URI.create("https://acme.coupahost.com")),
                "client",
                Secret.of("secret"),
                Coupas.ROSTER,
                permit);

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unavailable.class, u -> assertThat(u.seen()).contains("address was not found within 3 s"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(BOUND);
        assertThat(permit.signsOfLife).hasValueGreaterThanOrEqualTo(2);
        hanging.close();
    }

    @Test
    void names_a_certificate_that_is_not_accepted_and_sends_nothing() throws Exception {
        // given
        AtomicInteger served = new AtomicInteger();
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setKeyCertOptions(SelfSignedCertificate.create("localhost").keyCertOptions());
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> served.incrementAndGet());
        int port = server.listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        URI origin = URI.create("https://localhost:" + port);
        BaseUrlRules allowing = new BaseUrlRules(Set.of(), Set.of(origin));
        GrantClient there =
                new GrantClient(clients, requests, new PinnedAddress(allowing), certificates, allowing, config, clock);

        // when
        GrantResult result = there.grant(new BaseUrl(origin), "client", Secret.of("secret"), Coupas.ROSTER, permit);

        // then
        assertThat(result)
                .isEqualTo(new Unavailable(
                        Outage.INVALID_CERTIFICATE, "is of no authority that is trusted here", Optional.empty()));
        assertThat(served).hasValue(0);
        server.close();
    }

    private GrantResult grant(CoupaInstance coupa, String secret) {
        return client.grant(new BaseUrl(coupa.origin()), "client", Secret.of(secret), Coupas.ROSTER, permit);
    }

    private static final class CountingPermit implements Permit {

        private final AtomicInteger signsOfLife = new AtomicInteger();
        private boolean held = true;
        private Duration pause = Duration.ZERO;

        @Override
        public boolean holds() {
            LockSupport.parkNanos(pause.toNanos());
            return held;
        }

        @Override
        public void keep() {
            signsOfLife.incrementAndGet();
        }
    }
}
