package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.scenario.Installation;
import io.coupabridge.token.scenario.Replica;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Database and broker down at start and while running: the service says so, recovers by itself, loses nothing. */
@Tag("packaged")
@Timeout(300)
class OutageIT {

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @Test
    void starts_without_its_database_and_broker_and_outlives_their_kills() {
        try (Installation installation = new Installation()) {
            // given neither database nor broker
            installation.postgres().stop();
            installation.kafka().stop();
            try (Replica replica = installation.replica("outage").awaitLive()) {
                assertThat(replica.readiness().getString("status")).isEqualTo("DOWN");
                assertThat(replica.readiness().prettify())
                        .contains("token-service")
                        .contains("does not answer")
                        .contains("the migration of its own database");
                assertThat(installation.connect(replica, "early").statusCode()).isEqualTo(503);

                // when both come
                installation.postgres().restart();
                installation.kafka().restart();
                replica.awaitReady();

                // then it works, and waits the five seconds that Coupa asks for
                Response connected = installation.connect(replica, "first");
                assertThat(connected.statusCode()).as(connected.asString()).isEqualTo(200);
                assertThat(connected.jsonPath().getString("state")).isEqualTo("ACTIVE");
                assertRested(installation.coupa().log().requests());

                losesNothingWhileTheBrokerIsDown(installation, replica);
                recoversFromTheDeathOfTheDatabase(installation, replica);
            }
        }
    }

    /** The first token: each is used before the next one is granted. */
    private static void assertRested(List<LoggedRequest> requests) {
        long firstGrant = requests.stream()
                .filter(LoggedRequest::isTokenEndpoint)
                .mapToLong(LoggedRequest::answeredNanos)
                .min()
                .orElseThrow();
        long firstUse = requests.stream()
                .filter(LoggedRequest::isApi)
                .mapToLong(LoggedRequest::receivedNanos)
                .min()
                .orElseThrow();
        assertThat(Duration.ofNanos(firstUse - firstGrant)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    private static void losesNothingWhileTheBrokerIsDown(Installation installation, Replica replica) {
        installation.kafka().kill();
        Response changed = installation.setCeiling(replica, "first", 21);
        assertThat(changed.statusCode()).isEqualTo(200);
        await().atMost(RECOVERY).until(() -> replica.health("ready").statusCode() == 503);
        assertThat(replica.readiness().prettify()).contains("broker");
        assertThat(replica.health("live").statusCode()).isEqualTo(200);
        installation.kafka().restart();
        await().atMost(RECOVERY)
                .ignoreExceptions()
                .until(() -> events(installation, "first").stream().anyMatch(e -> e.requestCeiling() == 21));
        assertThat(events(installation, "first"))
                .extracting(ConnectionEvent::state)
                .containsExactly(ConnectionState.PENDING, ConnectionState.ACTIVE, ConnectionState.ACTIVE);
    }

    private static void recoversFromTheDeathOfTheDatabase(Installation installation, Replica replica) {
        installation.postgres().kill();
        assertThat(installation.connect(replica, "second").statusCode()).isEqualTo(503);
        assertThat(replica.health("ready").statusCode()).isEqualTo(503);
        assertThat(replica.health("live").statusCode()).isEqualTo(200);
        installation.postgres().restart();
        replica.awaitReady();
        await().atMost(RECOVERY)
                .until(() -> installation.connect(replica, "second").statusCode() == 200);
        assertThat(replica.get("/api/v1/tenants/second/connection").jsonPath().getString("state"))
                .isEqualTo("ACTIVE");
        await().atMost(RECOVERY)
                .until(() ->
                        events(installation, "second").stream().anyMatch(e -> e.state() == ConnectionState.ACTIVE));
    }

    private static List<ConnectionEvent> events(Installation installation, String tenant) {
        List<TopicRecord> records = installation.records(Topic.CONNECTIONS, tenant);
        return records.stream().map(r -> r.as(ConnectionEvent.class)).toList();
    }
}
