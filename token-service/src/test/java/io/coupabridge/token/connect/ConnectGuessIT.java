package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many browsers behind one address, one of whom guesses links. It is an address of its own, so that no other test waits. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ConnectGuessIT {

    private static final String INGRESS = "127.0.0.77";
    private static final int MANY = 200;

    @Test
    void whoever_guesses_waits_and_whoever_has_a_link_does_not() throws IOException {
        // given
        LinkVisitor link = LinkVisitor.of(new Tenant());

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

    private static String status(String path) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getByName("127.0.0.1"), RestAssured.port, InetAddress.getByName(INGRESS), 0)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return answer.readLine().split(" ")[1];
        }
    }
}
