package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.Teller;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packaged consoles that are killed while they deliver: what was told arrives all the same, and in order. */
@Timeout(300)
class KilledCourierIT {

    private static final int TOLD = 40;
    private static final Path LOGS = Path.of("target", "replicas");

    @TempDir
    Path directory;

    private final TenantId tenant = new TenantId("t-" + UUID.randomUUID());
    private final Receiver receiver = new Receiver();
    private final ServiceDatabase database = TestPostgres.shared().serviceDatabase();
    private Replica first;
    private Replica second;
    private Teller teller;

    @BeforeEach
    void start() {
        EventKeysets events = EventKeysets.in(directory);
        Path keyset = NotificationTestResource.freshKeyset();
        Map<String, String> environment = environment(events, keyset);
        teller = new Teller(TestKafka.shared().bootstrapServers(), events.verification());
        first = replica("first", environment).start().awaitReady();
        subscribe(Sealer.fromKeysetFile(keyset));
        second = replica("second", environment).start().awaitReady();
    }

    @AfterEach
    void stop() {
        first.abandon();
        second.abandon();
        teller.close();
        receiver.close();
    }

    @Test
    void a_killed_replica_loses_nothing() {
        // given
        receiver.takes(Duration.ofMillis(200));
        for (int i = 0; i < TOLD; i++) {
            teller.tell(
                    Teller.failed(UUID.randomUUID(), tenant, 1, new Failure(ErrorCode.COUPA_UNAVAILABLE, "m", true)));
        }
        awaitReceived(5);

        // when
        first.kill();
        awaitReceived(15);
        second.kill();
        first.start().awaitReady();

        // then
        awaitReceived(TOLD);
        List<Long> came = receiver.received().stream()
                .map(post -> Long.valueOf(
                        NotificationBed.event(post).path("sequence").asText()))
                .toList();
        assertThat(came).isSorted();
        assertThat(came.stream().distinct())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, TOLD).boxed().toList());
    }

    private void awaitReceived(int different) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(
                        () -> assertThat(NotificationBed.sequences(receiver)).hasSizeGreaterThanOrEqualTo(different));
    }

    private Map<String, String> environment(EventKeysets events, Path keyset) {
        Map<String, String> environment = ServiceEnvironment.ofConsole(
                TestIssuer.sharedUrl(), TestKafka.shared().bootstrapServers(), database);
        TestIssuer.login("a-secret-for-tests-that-nobody-asks-for")
                .forEach((setting, value) -> environment.put(ServiceEnvironment.variable(setting), value));
        environment.put("COUPABRIDGE_ALLOWED_ORIGINS", receiver.origin().toString());
        environment.putAll(ServiceEnvironment.keysetOfConsole(events));
        environment.put("COUPABRIDGE_KEYSETS_NOTIFICATIONS", keyset.toString());
        return environment;
    }

    private static Replica replica(String name, Map<String, String> environment) {
        return new Replica(
                Path.of(".."), "console", List.of("-Xmx192m"), environment, LOGS.resolve("courier-" + name + ".log"));
    }

    private void subscribe(Sealer sealer) {
        UUID id = UUID.randomUUID();
        NotificationSecrets secrets = new NotificationSecrets(Optional.of(sealer));
        String target = secrets.seal(Secret.of(receiver.origin() + "/"), id, NotificationSecrets.Use.TARGET);
        String secret = secrets.seal(secrets.newSecret(), id, NotificationSecrets.Use.SECRET);
        TestPostgres.execute(
                database.url(),
                "insert into notification_subscription (id, tenant, form, kinds, shown, target, secret, account, created_at)"
                        + " values ('" + id + "', null, 'CLOUDEVENTS', '{RUN_FAILED}', 's', '" + target
                        + "', '" + secret + "', 'ann', now())");
    }
}
