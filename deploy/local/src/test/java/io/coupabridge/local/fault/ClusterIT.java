package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three brokers with Kafka's own timeouts, and PostgreSQL with a synchronous standby: each broker dies and hangs in turn, two
 * hang at once, the primary dies, and the standby hangs, while two replicas work a few tenants. {@code mvn verify -Pcluster}
 * runs it.
 */
@Tag("cluster")
@Timeout(900)
class ClusterIT {

    private static final Duration IN_TIME = Duration.ofSeconds(120);
    private static final Duration OFTEN = Duration.ofMillis(100);

    /** Promised within five seconds. */
    private static final Duration TOLD = Duration.ofSeconds(25);

    private FaultBed bed;
    private List<Replica> replicas;
    private ReadinessWatch watch;
    private TaskEventFeed feed;
    private TopicReader users;

    @BeforeEach
    void start() {
        bed = FaultBed.ofCluster(ApplicationRoster.TASK, "cluster");
        IntStream.rangeClosed(1, 4)
                .forEach(i -> bed.tenant(
                        "tenant-" + i,
                        InstanceSpec.defaults().users(1_500).seed(i).latency(Duration.ofMillis(30)),
                        5));
        replicas = List.of(bed.replica().start(), bed.replica().start());
        replicas.forEach(Replica::awaitReady);
        watch = new ReadinessWatch(replicas);
        feed = new TaskEventFeed(bed.kafka().bootstrapServers());
        users = TopicReader.open(bed.kafka().bootstrapServers(), ApplicationRoster.TASK.recordTopic());
    }

    @AfterEach
    void stop() {
        watch.close();
        feed.close();
        users.close();
        bed.close();
    }

    @Test
    void nothing_is_lost_or_doubled_when_each_broker_dies_and_hangs_in_turn_and_readiness_does_not_flap() {
        for (KafkaProcess broker : bed.kafka().nodes()) {
            strike("killed", broker::kill, broker::start);
            strike("hangs", broker::pause, broker::resume);
        }
        assertExact(Map.of("kills of a broker", 3, "pauses of a broker", 3));
    }

    @Test
    void replicas_say_that_nothing_can_be_written_while_two_of_three_brokers_hang() {
        // given
        work();
        List<KafkaProcess> two = bed.kafka().nodes().subList(0, 2);

        // when
        long start = System.nanoTime();
        two.forEach(KafkaProcess::pause);

        // then
        await().atMost(TOLD).pollInterval(OFTEN).until(watch::allDown);
        System.out.printf("Two brokers hang: all replicas are down after %d ms.%n", millisSince(start));

        // when
        two.forEach(KafkaProcess::resume);

        // then
        awaitHealed();
        assertThat(watch.mostDowns()).isEqualTo(1);
        assertExact(Map.of("pauses of two brokers", 1));
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_primary_dies_and_its_standby_takes_over() {
        // given
        work();

        // when
        long start = System.nanoTime();
        bed.postgres().pair().killPrimary();

        // then
        await().atMost(TOLD).pollInterval(OFTEN).until(watch::allDown);
        System.out.printf("The primary is dead: all replicas are down after %d ms.%n", millisSince(start));

        // when
        start = System.nanoTime();
        bed.postgres().pair().promote();

        // then
        await().atMost(IN_TIME).pollInterval(OFTEN).until(watch::allUp);
        System.out.printf("The standby was promoted: all are up after %d ms.%n", millisSince(start));
        assertThat(watch.mostDowns()).isEqualTo(1);
        work();
        assertExact(Map.of("failovers to a standby", 1));
    }

    @Test
    void replicas_say_that_nothing_can_be_stored_while_the_synchronous_standby_hangs() {
        // given
        work();

        // when
        long start = System.nanoTime();
        bed.postgres().pair().standby().pause();

        // then
        await().atMost(TOLD).pollInterval(OFTEN).until(watch::allDown);
        System.out.printf("The standby hangs: all replicas are down after %d ms.%n", millisSince(start));

        // when
        bed.postgres().pair().standby().resume();

        // then
        await().atMost(IN_TIME).pollInterval(OFTEN).until(watch::allUp);
        assertThat(watch.mostDowns()).isEqualTo(1);
        assertExact(Map.of("pauses of a standby", 1));
    }

    @Test
    void the_doctor_names_a_broker_that_hangs_and_nothing_after_it_is_back() {
        // given
        KafkaProcess broker = bed.kafka().nodes().get(1);
        Operator operator = new Operator(replicas.get(0));

        // when
        broker.pause();

        // then
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .untilAsserted(() -> assertThat(brokersToMend(operator))
                        .containsExactly(broker.bootstrapServers() + " of kafka.bootstrap.servers does not answer."));

        // when
        broker.resume();

        // then
        awaitHealed();
        // it is in sync before it has answered all that was asked of it meanwhile
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .untilAsserted(() -> assertThat(brokersToMend(operator)).isEmpty());
    }

    private static List<String> brokersToMend(Operator operator) {
        return operator.doctor().path("findings").findParents("about").stream()
                .filter(each -> each.path("about").asText().equals("brokers"))
                .map(each -> each.path("what").asText())
                .toList();
    }

    private void strike(String what, Runnable fault, Runnable cure) {
        // given
        work();
        watch.mostDowns();
        users.readToEnd();

        // when
        long start = System.nanoTime();
        fault.run();

        // then publications go on, with this broker away
        long longest = longestSilence(Duration.ofSeconds(20));
        await().atMost(IN_TIME).pollInterval(OFTEN).until(watch::allUp);
        System.out.printf(
                "A broker %s: no record for %d ms; all replicas are up after %d ms; a replica was down %d times.%n",
                what, longest, millisSince(start), assertNoFlapping());

        // when
        cure.run();

        // then
        awaitHealed();
        assertNoFlapping();
    }

    private int assertNoFlapping() {
        int downs = watch.mostDowns();
        assertThat(downs).isLessThanOrEqualTo(1);
        return downs;
    }

    /** The longest time without a record that a consumer may see, in milliseconds. */
    private long longestSilence(Duration during) {
        long end = System.nanoTime() + during.toNanos();
        long last = System.nanoTime();
        long longest = 0;
        while (System.nanoTime() < end) {
            work();
            if (!users.readOn(Duration.ofMillis(100)).isEmpty()) {
                longest = Math.max(longest, millisSince(last));
                last = System.nanoTime();
            }
        }
        return Math.max(longest, millisSince(last));
    }

    /** Has every tenant at work. */
    private void work() {
        feed.follow(Duration.ofMillis(1));
        for (Tenant tenant : bed.tenants()) {
            if (tenant.commands().isEmpty() || feed.ended(List.of(tenant.lastCommand()))) {
                tenant.coupa().data().users().insert(500);
                tenant.sendFullRun();
            }
        }
    }

    private void awaitHealed() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.kafka().bootstrapServers()))) {
            await("all replicas of all topics in sync")
                    .atMost(IN_TIME)
                    .ignoreExceptions()
                    .until(() -> admin
                            .describeTopics(
                                    Topic.all().stream().map(Topic::topicName).toList())
                            .allTopicNames()
                            .get(5, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.isr().size() == 3));
        }
        await().atMost(IN_TIME).pollInterval(OFTEN).until(watch::allUp);
    }

    private void assertExact(Map<String, Integer> faults) {
        feed.awaitEnd(bed.tenants().stream().map(Tenant::lastCommand).toList(), IN_TIME);
        bed.judge().note("ClusterIT", faults).assertExact().assertCompleted();
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
