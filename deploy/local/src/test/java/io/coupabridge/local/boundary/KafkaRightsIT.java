package io.coupabridge.local.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.KafkaRight;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Kafka lets each service do what its rights say: enough for all its work, no right too many, and nobody else's work. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaRightsIT {

    /** Longer than a channel takes to forget, one poll after the other, that each of its partitions was refused. */
    private static final Duration IN_TIME = Duration.ofMinutes(3);

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final KafkaRights ROSTER_SERVICE = KafkaRights.of(ROSTER);
    private static final KafkaRights EXPENSE_SERVICE = KafkaRights.of(ExpenseDiscovery.TASK);
    private static final KafkaRights CONSOLE = KafkaRights.ofConsole();
    private static final KafkaRights TOKEN_SERVICE = KafkaRights.ofTokenService();
    private static final String[] ALONE = {"--acls", "--replicas", "1", "--min-insync", "1"};

    private SecuredBed bed;
    private SecuredWork work;

    @BeforeAll
    void start() {
        bed = new SecuredBed("rights");
        work = new SecuredWork(bed);
        bed.start();
        // for the quarantines
        ObjectNode odd = JsonNodeFactory.instance.objectNode();
        RecordTable users = bed.coupa().data().users();
        users.update(users.ids().get(40), odd.deepCopy().put("active", "maybe"));
        RecordTable lines = bed.coupa().data().expenseLines();
        lines.update(lines.ids().get(20), odd.deepCopy().put("amount", "maybe"));
    }

    @AfterAll
    void stop() {
        work.close();
        bed.close();
    }

    @Test
    @Order(0)
    void the_doctor_of_each_service_finds_nothing_and_names_a_right_that_is_taken_away() {
        // given
        List<KafkaRights> all = List.of(TOKEN_SERVICE, ROSTER_SERVICE, EXPENSE_SERVICE, CONSOLE);

        // when, then
        for (KafkaRights rights : all) {
            assertThat(work.doctor(rights.service())).contains("\"healthy\":true", "\"findings\":[]");
        }

        // given
        KafkaRight taken = right(ROSTER_SERVICE, "READ on the topic coupa.connections");
        bed.take(ROSTER_SERVICE.service(), taken);

        // when, then
        try {
            await().atMost(IN_TIME)
                    .until(() -> work.doctor(ROSTER_SERVICE.service())
                            .contains("This service lacks the right " + taken + "."));
        } finally {
            bed.giveBack(ROSTER_SERVICE.service(), taken);
        }
    }

    @Test
    @Order(1)
    void each_service_does_all_its_work_with_its_rights_alone() {
        // a credential becomes tokens, and tokens become records
        work.connect();
        Task.all().forEach(this::assertRuns);

        // a token that Coupa rejects is replaced
        bed.coupa().tokens().revokeAll();
        Task.all().forEach(this::assertRuns);

        // what cannot be read becomes a dead letter, and can be looked at
        for (Task task : Task.all()) {
            for (Topic topic : List.of(task.commandTopic(), task.tokenTopic())) {
                work.write(topic, "no JSON");
                work.awaitDeadLetters(topic, 1);
            }
            Replica service = bed.service(KafkaRights.of(task).service());
            assertThat(work.lookAtPutAside(service, task.commandTopic().deadLetter()))
                    .isEqualTo(200);
            assertThat(work.lookAtPutAside(service, task.quarantineTopic())).isEqualTo(200);
        }
        work.write(Topic.CONNECTIONS, "no JSON");
        work.awaitDeadLetters(Topic.CONNECTIONS, Task.all().size());
        work.write(Topic.TOKEN_REJECTIONS, "no JSON");
        work.awaitDeadLetters(Topic.TOKEN_REJECTIONS, 1);
        work.publishAgain();

        // people see and start runs
        Task.all().forEach(work::runFromConsole);
    }

    @Test
    @Order(2)
    void the_operators_command_names_and_mends_what_is_missing_and_names_what_is_too_much() {
        // given
        KafkaRight missing = right(ROSTER_SERVICE, "READ on the topic coupa.connections");
        KafkaRight foreign = right(EXPENSE_SERVICE, "READ on the topic coupa.tokens.expense");
        bed.take(ROSTER_SERVICE.service(), missing);
        bed.giveBack(ROSTER_SERVICE.service(), foreign);

        // when
        String checked = bed.topicTool("--check", ALONE);

        // then
        assertThat(checked)
                .contains("An access rule is missing: User:roster-service may READ the topic coupa.connections.")
                .contains("An access rule is none of Coupa Bridge:"
                        + " User:roster-service may READ the topic coupa.tokens.expense.");

        // when
        bed.take(ROSTER_SERVICE.service(), foreign);
        String mended = bed.topicTool("--create", ALONE);

        // then
        assertThat(mended)
                .contains("Created the access rule: User:roster-service may READ the topic coupa.connections.")
                .contains(" access rules are as they should be.");
    }

    @Test
    @Order(3)
    @Tag("long")
    void token_service_needs_each_of_its_rights() {
        assertNeedsEach(TOKEN_SERVICE);
    }

    @Test
    @Order(4)
    @Tag("long")
    void roster_service_needs_each_of_its_rights() {
        assertNeedsEach(ROSTER_SERVICE);
    }

    /** The same code with the same rights as roster-service's. */
    @Test
    @Order(5)
    @Tag("long")
    void expense_service_needs_each_of_its_rights() {
        assertNeedsEach(EXPENSE_SERVICE);
    }

    @Test
    @Order(6)
    @Tag("long")
    void the_console_needs_each_of_its_rights() {
        assertNeedsEach(CONSOLE);
    }

    @Test
    @Order(7)
    void with_the_login_of_one_service_nobody_does_what_is_anothers() {
        Stranger roster = new Stranger(bed.connection(ROSTER_SERVICE.service()));
        Stranger token = new Stranger(bed.connection(TOKEN_SERVICE.service()));
        for (String topic : List.of("coupa.tokens.expense", "coupa.task-commands.expense", "coupa.expense.lines")) {
            assertRefused(TopicAuthorizationException.class, () -> roster.read(topic));
        }
        for (String topic : List.of(
                "coupa.connections", "coupa.tokens.roster", "coupa.task-commands.roster", "coupa.expense.lines")) {
            assertRefused(TopicAuthorizationException.class, () -> roster.write(topic));
        }
        Stranger console = new Stranger(bed.connection(CONSOLE.service()));
        for (String topic : List.of("coupa.tokens.roster", "coupa.roster.users", "coupa.task-commands.roster")) {
            assertRefused(TopicAuthorizationException.class, () -> console.read(topic));
        }
        for (String topic : List.of("coupa.connections", "coupa.task-events")) {
            assertRefused(TopicAuthorizationException.class, () -> console.write(topic));
        }
        assertRefused(TopicAuthorizationException.class, () -> token.read("coupa.roster.users"));
        assertRefused(TopicAuthorizationException.class, () -> token.write("coupa.roster.users"));
        assertRefused(TopicAuthorizationException.class, () -> token.write("coupa.task-events"));
        String commands = ROSTER.commandTopic().topicName();
        assertRefused(GroupAuthorizationException.class, () -> roster.join("coupa-bridge.expense.commands", commands));
        assertRefused(GroupAuthorizationException.class, () -> roster.join("token-service.rejections", commands));
        for (String id : List.of(KafkaRights.OUTBOX_TRANSACTIONS, ExpenseDiscovery.TASK.group("x"))) {
            assertRefused(TransactionalIdAuthorizationException.class, () -> roster.fence(id));
        }
        assertRefused(
                ClusterAuthorizationException.class,
                () -> token.administer(
                        admin -> admin.describeAcls(AclBindingFilter.ANY).values()));
        assertRefused(
                TopicAuthorizationException.class,
                () -> token.administer(admin -> admin.createTopics(List.of(new NewTopic("coupa.mine", 1, (short) 1)))
                        .all()));
        assertRefused(
                TopicAuthorizationException.class,
                () -> token.administer(admin ->
                        admin.deleteTopics(List.of("coupa.connections")).all()));
        assertRefused(
                TopicAuthorizationException.class,
                () -> roster.administer(admin -> admin.describeConfigs(
                                List.of(new ConfigResource(ConfigResource.Type.TOPIC, "coupa.tokens.expense")))
                        .all()));
    }

    private void assertRuns(Task task) {
        TaskEvent outcome = work.outcome(task, work.startRun(task));
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        // of a line that is split, its items too
        assertThat(outcome.progress().recordsQuarantined()).isPositive();
    }

    private void assertNeedsEach(KafkaRights rights) {
        String service = rights.service();
        for (KafkaRight right : rights.rights()) {
            String without = service + " without " + right;
            RightsNeeded.Step step = new RightsNeeded(bed, work).of(service, right);
            bed.take(service, right);
            try {
                step.begin().run();
                await(without).atMost(IN_TIME).pollInterval(OFTEN).until(step.fails()::getAsBoolean);
            } finally {
                bed.giveBack(service, right);
            }
            await(without + ", which it has again")
                    .atMost(IN_TIME)
                    .pollInterval(OFTEN)
                    .until(() -> bed.service(service).ready() && step.goesOn().getAsBoolean());
        }
    }

    private static void assertRefused(Class<? extends Throwable> how, ThrowingCallable act) {
        assertThatThrownBy(act).isInstanceOf(how);
    }

    private static KafkaRight right(KafkaRights rights, String words) {
        return rights.rights().stream()
                .filter(right -> right.toString().equals(words))
                .findFirst()
                .orElseThrow();
    }
}
