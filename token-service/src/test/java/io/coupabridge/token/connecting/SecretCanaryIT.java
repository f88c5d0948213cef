package io.coupabridge.token.connecting;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.LogListener;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets that are planted are found nowhere in clear (promise 5, pitfall 19). */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class SecretCanaryIT {

    private static final String PLANTED = "canary-9d1c7f44";

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();
    private final LogListener lines = new LogListener("");

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @AfterEach
    void stopListening() {
        lines.close();
    }

    @Test
    void shows_a_planted_secret_or_a_token_nowhere() {
        // given
        CoupaInstance coupa = Coupas.instance();
        coupa.client("client", PLANTED + "-secret", Set.of(Coupas.ROSTER, Coupas.EXPENSE));
        List<String> answers = new ArrayList<>();

        // when
        answers.add(tenant.connect(coupa, "client", PLANTED + "-wrong").asString());
        answers.add(tenant.connect(coupa, "client", PLANTED + "-secret").asString());
        answers.add(tenant.put("{\"clientSecret\":" + PLANTED + "}").asString());
        answers.add(
                tenant.put(Map.of("clientSecret", PLANTED, PLANTED + "!", 1)).asString());
        answers.add(tenant.verify().asString());
        answers.add(tenant.read().prettify());
        answers.add(tenant.audit().prettify());
        answers.add(given().get("/api/v1/audit").asString());
        answers.add(Management.get("/q/metrics").asString());
        answers.add(Management.get("/q/health").asString());
        answers.add(new Tenant().importApiKey(coupa, PLANTED + "-api-key").asString());
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.tokenVersion() == 2);

        // then
        List<String> hidden = new ArrayList<>(List.of(PLANTED));
        coupa.tokens().live().forEach(token -> hidden.add(token.value()));
        assertThat(hidden).hasSizeGreaterThan(4);
        for (String secret : hidden) {
            assertThat(answers).noneMatch(answer -> answer.contains(secret));
            assertThat(lines.lines()).noneMatch(line -> line.contains(secret));
            assertThat(stored.everything()).doesNotContain(secret);
            for (Topic topic : List.of(
                    Topic.CONNECTIONS,
                    ApplicationRoster.TASK.tokenTopic(),
                    ExpenseDiscovery.TASK.tokenTopic(),
                    Topic.TOKEN_REJECTIONS.deadLetter())) {
                assertThat(TopicReader.readAll(TestKafka.shared().bootstrapServers(), topic))
                        .extracting(TopicRecord::toString, TopicRecord::text)
                        .noneMatch(t -> t.toString().contains(secret));
            }
        }
    }
}
