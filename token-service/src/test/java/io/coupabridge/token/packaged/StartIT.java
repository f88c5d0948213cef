package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.token.scenario.Replica;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged service refuses to start badly, and says what to change. */
@Tag("packaged")
@Timeout(180)
class StartIT {

    private static final Duration START = Duration.ofSeconds(90);

    @Test
    void refuses_what_is_unsafe_or_makes_no_sense_and_names_it() {
        // given
        Map<String, String> withoutKeyset = settings();
        withoutKeyset.remove("coupabridge.keysets.expense-tokens");
        Map<String, String> missingFile = settings();
        missingFile.put("coupabridge.keysets.client-secrets", "/nonexistent/keyset.json");
        Map<String, String> sameKeyset = settings();
        sameKeyset.put("coupabridge.keysets.roster-tokens", sameKeyset.get("coupabridge.keysets.expense-tokens"));
        Map<String, String> signingWithAnother = settings();
        signingWithAnother.put(
                "coupabridge.keysets.event-signing", signingWithAnother.get("coupabridge.keysets.client-secrets"));
        Map<String, String> halfAnOwner = with("quarkus.flyway.username", "token_owner");
        Map<String, String> withoutIssuer = settings();
        withoutIssuer.remove("quarkus.oidc.auth-server-url");
        Map<String, Map<String, String>> bad = new HashMap<>(Map.of(
                "coupabridge.keysets.event-signing: ",
                signingWithAnother,
                "kafka.security.protocol is 'PLAINTEXT'",
                with("quarkus.profile", "prod"),
                "quarkus.oidc.auth-server-url",
                withoutIssuer,
                "coupabridge.keysets.expense-tokens is not set",
                withoutKeyset,
                "/nonexistent/keyset.json does not exist",
                missingFile,
                "name the same keyset",
                sameKeyset,
                "coupabridge.grant.tymeout",
                with("coupabridge.grant.tymeout", "3s"),
                "coupabridge.default-ceiling is 26",
                with("coupabridge.default-ceiling", "26"),
                "coupabridge.token.usable-after is PT1S",
                with("coupabridge.token.usable-after", "1s"),
                "coupabridge.allowed-origins",
                with("coupabridge.allowed-origins", "http://127.0.0.1:9081/path")));
        neededSettings().forEach((setting, variable) -> {
            Map<String, String> without = settings();
            without.remove(setting);
            bad.put(setting + " is not set. Set " + variable + ": ", without);
        });
        bad.put("quarkus.flyway.password is not set", halfAnOwner);
        bad.put("SASLSSL for configuration security.protocol", with("kafka.security.protocol", "SASLSSL"));

        // when
        Map<String, Replica> replicas = new HashMap<>();
        bad.forEach((sentence, settings) -> replicas.put(sentence, Replica.start("refused", settings)));

        // then
        replicas.forEach((sentence, replica) -> {
            try (replica) {
                assertThat(replica.process().awaitExit(START)).as(sentence).isTrue();
                assertThat(replica.process().exitCode()).as(sentence).isNotZero();
                assertThat(replica.log()).contains(sentence).doesNotContain("\tat ");
            }
        });
    }

    @Test
    void starts_in_the_profile_prod_with_an_https_issuer() {
        // given
        Map<String, String> settings = with("quarkus.profile", "prod");
        settings.put("kafka.security.protocol", "SSL");

        // when
        try (Replica replica = Replica.start("prod", settings)) {
            // then
            replica.awaitLive();
            assertThat(replica.get("/api/v1/connections").jsonPath().getString("detail"))
                    .startsWith("The issuer of tokens does not answer");
        }
    }

    @Test
    void refuses_in_the_profile_prod_a_database_role_that_could_do_more_than_work() {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();
        Map<String, Map<String, String>> bad = Map.of(
                "quarkus.datasource.username is postgres, a superuser",
                inProd(ServiceDatabase.ofOneRole(own.url(), TestPostgres.USER, TestPostgres.PASSWORD), budget),
                "quarkus.datasource.\"budget\".username is postgres, a superuser",
                inProd(own, ServiceDatabase.ofOneRole(budget.url(), TestPostgres.USER, TestPostgres.PASSWORD)),
                "quarkus.datasource.username is " + own.owner() + ", which owns tables or may make some",
                inProd(ServiceDatabase.ofOneRole(own.url(), own.owner(), TestPostgres.PASSWORD), budget));

        // when
        Map<String, Replica> replicas = new HashMap<>();
        bad.forEach((sentence, settings) -> replicas.put(sentence, Replica.start("refused", settings)));

        // then
        replicas.forEach((sentence, replica) -> {
            try (replica) {
                assertThat(replica.process().awaitExit(START)).as(sentence).isTrue();
                assertThat(replica.process().exitCode()).as(sentence).isNotZero();
                assertThat(replica.log()).contains(sentence).doesNotContain("\tat ");
            }
        });
    }

    @Test
    void starts_in_the_profile_prod_with_a_role_that_only_works_and_once_migrated_without_the_owners_login() {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();
        Map<String, String> settings = inProd(own, budget);
        try (Replica first = Replica.start("first", settings)) {
            awaitStarted(first);
        }
        settings.keySet().removeIf(name -> name.startsWith("quarkus.flyway."));

        // when
        try (Replica second = Replica.start("second", settings)) {
            // then
            awaitStarted(second);
        }
    }

    @Test
    void starts_in_the_profile_prod_with_the_owner_if_that_is_said_outright() {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();
        Map<String, String> settings = inProd(
                ServiceDatabase.ofOneRole(own.url(), own.owner(), own.password()),
                ServiceDatabase.ofOneRole(budget.url(), budget.owner(), budget.password()));
        settings.put("coupabridge.start.one-database-role", "true");

        // when
        try (Replica replica = Replica.start("one-role", settings)) {
            // then
            awaitStarted(replica);
        }
    }

    /** It has migrated and begun its work; only Kafka is not there. */
    private static void awaitStarted(Replica replica) {
        replica.awaitLive();
        await().atMost(START)
                .ignoreExceptions()
                .until(
                        () -> replica.readiness().getString("checks.find { it.name == 'token-service' }.status"),
                        "UP"::equals);
    }

    private static Map<String, String> inProd(ServiceDatabase own, ServiceDatabase budget) {
        Map<String, String> settings = with("quarkus.profile", "prod");
        settings.put("kafka.security.protocol", "SSL");
        settings.putAll(own.settings(""));
        settings.putAll(budget.settings("budget"));
        return settings;
    }

    private static Map<String, String> neededSettings() {
        return Map.of(
                "kafka.bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS",
                "quarkus.datasource.jdbc.url", "QUARKUS_DATASOURCE_JDBC_URL",
                "quarkus.datasource.\"budget\".jdbc.url", "QUARKUS_DATASOURCE__BUDGET__JDBC_URL");
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = settings();
        settings.put(key, value);
        return settings;
    }

    /** With databases and a broker that are not there: it would start all the same. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(CoupaBridgeTestResource.keysets("token"));
        settings.put("quarkus.profile", "local");
        settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
        settings.putAll(CoupaBridgeTestResource.issuer("https://127.0.0.1:1/realm"));
        settings.putAll(CoupaBridgeTestResource.datasource("quarkus.datasource", "jdbc:postgresql://127.0.0.1:1/a"));
        settings.putAll(
                CoupaBridgeTestResource.datasource("quarkus.datasource.\"budget\"", "jdbc:postgresql://127.0.0.1:1/b"));
        return settings;
    }
}
