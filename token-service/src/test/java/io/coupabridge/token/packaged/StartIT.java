package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.RoleProbe;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.token.scenario.Replica;
import io.coupabridge.token.scenario.ServerCertificate;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged service refuses to start badly, and says what to change. */
@Tag("packaged")
@Timeout(180)
class StartIT {

    private static final String LAST_POLL_OF_REJECTIONS =
            "checks.find { it.name == 'token-rejections' }.data.'last-poll'";
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

        // when / then
        assertRefused(bad);
    }

    @Test
    void starts_in_the_profile_prod_with_an_https_issuer_and_answers_over_tls_of_its_own(@TempDir Path directory)
            throws Exception {
        // given
        Map<String, String> settings = with("quarkus.profile", "prod");
        settings.put("kafka.security.protocol", "SSL");
        ServerCertificate certificate = new ServerCertificate(directory);
        int tlsPort = LoopbackPorts.free();
        Map<String, String> tls = Map.of(
                "QUARKUS_TLS__HTTPS__KEY_STORE_PEM__0__CERT",
                certificate.certificate().toString(),
                "QUARKUS_TLS__HTTPS__KEY_STORE_PEM__0__KEY",
                certificate.key().toString(),
                "QUARKUS_HTTP_TLS_CONFIGURATION_NAME",
                "https",
                "QUARKUS_HTTP_SSL_PORT",
                Integer.toString(tlsPort),
                "QUARKUS_HTTP_INSECURE_REQUESTS",
                "disabled");

        // when
        try (Replica replica = Replica.start("prod", settings, tls)) {
            // then
            replica.awaitLive();
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .sslContext(certificate.trust())
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tlsPort + "/api/v1/connections"))
                                    .header("Authorization", "Bearer a.b.c")
                                    .timeout(START)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("The issuer of tokens does not answer");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThatThrownBy(() -> new Socket("127.0.0.1", replica.port()).close())
                    .as("plain http")
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void refuses_in_the_profile_prod_a_database_role_that_could_do_more_than_work() {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();
        ServiceDatabase open = TestPostgres.shared().serviceDatabase();
        TestPostgres.execute(open.url(), "grant create on schema public to public");
        Map<String, String> migratedByASuperuser = inProd(own, budget);
        migratedByASuperuser.put("quarkus.flyway.\"budget\".username", TestPostgres.USER);
        Map<String, Map<String, String>> bad = Map.of(
                "quarkus.datasource.username is postgres, a superuser",
                inProd(ServiceDatabase.ofOneRole(own.url(), TestPostgres.USER, TestPostgres.PASSWORD), budget),
                "quarkus.datasource.\"budget\".username is postgres, a superuser",
                inProd(own, ServiceDatabase.ofOneRole(budget.url(), TestPostgres.USER, TestPostgres.PASSWORD)),
                "quarkus.flyway.\"budget\".username is postgres, a superuser",
                migratedByASuperuser,
                "revoke create on schema public from public",
                inProd(open, budget));

        // when / then
        assertRefused(bad);
    }

    /** Nothing has changed, so that the service of before can be started again. */
    @Test
    void refuses_in_the_profile_prod_the_owner_before_anything_is_migrated() {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();

        // when / then
        assertRefused(Map.of(
                "quarkus.datasource.username is " + own.owner() + ", which owns the database or tables",
                inProd(ServiceDatabase.ofOneRole(own.url(), own.owner(), own.password()), budget)));
        assertThat(new RoleProbe(own.url(), own.owner(), own.password()).rights())
                .isEmpty();
    }

    @Test
    void migrates_and_ends_and_then_starts_in_the_profile_prod_without_the_owners_login() {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();
        Map<String, String> settings = inProd(own, budget);
        Map<String, String> withoutOwner = new HashMap<>(settings);
        withoutOwner.keySet().removeIf(name -> name.startsWith("quarkus.flyway."));
        settings.put("coupabridge.start.migrate-only", "true");
        try (Replica second = Replica.start("second", withoutOwner)) {
            second.awaitLive();
            await().atMost(START).until(() -> second.log().contains("with the owner's login has to migrate first"));
            // with tables of another version it would make dead letters of them
            assertThat(second.readiness().getString(LAST_POLL_OF_REJECTIONS)).startsWith("never");

            // when
            try (Replica first = Replica.start("first", settings)) {
                // then
                assertThat(first.process().awaitExit(START)).isTrue();
                assertThat(first.process().exitCode()).as(first.log()).isZero();
            }
            awaitStarted(second);
            await().atMost(START).until(() -> second.readiness().getString(LAST_POLL_OF_REJECTIONS), endsWith("s ago"));
        }
    }

    @Test
    void refuses_to_migrate_and_end_without_the_owners_login() {
        // given
        Map<String, String> settings =
                inProd(TestPostgres.shared().serviceDatabase(), TestPostgres.shared().serviceDatabase());
        settings.keySet().removeIf(name -> name.startsWith("quarkus.flyway."));
        settings.put("coupabridge.start.migrate-only", "true");

        // when
        try (Replica replica = Replica.start("replica", settings)) {
            // then
            assertThat(replica.process().awaitExit(START)).isTrue();
            assertThat(replica.process().exitCode()).isNotZero();
            assertThat(replica.log()).contains("coupabridge.start.migrate-only is true", "may make no tables");
        }
    }

    /** An update of one service changes the budget's tables for all, and one that goes back finds its own changed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void starts_beside_the_tables_of_a_newer_version_with_and_without_the_owners_login(boolean withOwner) {
        // given
        ServiceDatabase own = TestPostgres.shared().serviceDatabase();
        ServiceDatabase budget = TestPostgres.shared().serviceDatabase();
        Map<String, String> settings = inProd(own, budget);
        try (Replica first = Replica.start("first", settings)) {
            awaitStarted(first);
        }
        TestPostgres.execute(own.url(), newer("flyway_schema_history"));
        TestPostgres.execute(budget.url(), newer("request_budget_history"));
        if (!withOwner) {
            settings.keySet().removeIf(name -> name.startsWith("quarkus.flyway."));
        }

        // when
        try (Replica second = Replica.start("second", settings)) {
            // then
            awaitStarted(second);
        }
    }

    /** One that is to come and one that lies between those of today; what is repeatable was changed. */
    private static String newer(String history) {
        return """
                insert into %1$s (installed_rank, version, description, type, script, installed_by, execution_time, success)
                    values (1001, '2.1', 'between', 'SQL', 'V2_1__between.sql', 'x', 1, true),
                        (1002, '9999', 'to come', 'SQL', 'V9999__to_come.sql', 'x', 1, true);
                update %1$s set checksum = 1 where version is null and type = 'SQL';
                """.formatted(history);
    }

    private static void assertRefused(Map<String, Map<String, String>> bad) {
        Map<String, Replica> replicas = new HashMap<>();
        bad.forEach((sentence, settings) -> replicas.put(sentence, Replica.start("refused", settings)));
        replicas.forEach((sentence, replica) -> {
            try (replica) {
                assertThat(replica.process().awaitExit(START)).as(sentence).isTrue();
                assertThat(replica.process().exitCode()).as(sentence).isNotZero();
                assertThat(replica.log()).contains(sentence).doesNotContain("\tat ");
            }
        });
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
