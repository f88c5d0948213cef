package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much one link may ask for, and how much whoever has none. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectBoundsIT {

    /** Where many browsers seem to be. No other test calls from there, so that none waits for it. */
    private static final String INGRESS = "127.0.0.77";

    private static final int MANY = 200;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void whoever_guesses_waits_and_whoever_has_a_link_does_not() throws IOException {
        // given
        LinkVisitor link = LinkVisitor.of(tenant);

        // when
        List<String> guesses = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            guesses.add(status("/connect/guess-" + i));
        }
        String known = status("/connect/" + link.token());

        // then
        assertThat(guesses).contains("404", "429");
        assertThat(known).isEqualTo("200");
    }

    @Test
    void verifying_again_while_coupa_is_asked_changes_nothing() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        coupa.latency(Duration.ofMillis(700));
        LinkVisitor link = LinkVisitor.of(tenant);
        link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // when
        int status = link.verify().statusCode();

        // then
        assertThat(status).isEqualTo(303);
        assertThat(link.awaitVerdict()).contains("data-outcome=\"CONNECTED\"");
        assertThat(tenant.audit().getList("entries.action")).doesNotContain("VERIFICATION_REQUESTED");
    }

    @Test
    void a_link_asks_coupa_so_often_an_hour_and_no_more() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        LinkVisitor link = LinkVisitor.of(tenant);
        for (int i = 0; i < 20; i++) {
            link.enter(coupa.origin().toString(), "client", "wrong-secret-" + i)
                    .then()
                    .statusCode(303);
        }

        // when
        Response refused = link.enter(coupa.origin().toString(), "client", Coupas.secret(coupa));

        // then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.asString()).contains("20 times an hour", "Nothing was changed");
        link.awaitVerdict();
        assertThat(tenant.state()).isEqualTo("REAUTHORIZATION_REQUIRED");
    }

    private static String status(String path) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), RestAssured.port, InetAddress.getByName(INGRESS), 0)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return answer.readLine().split(" ")[1];
        }
    }
}
