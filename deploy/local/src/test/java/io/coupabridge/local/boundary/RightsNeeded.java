package io.coupabridge.local.boundary;

import io.coupabridge.contracts.KafkaRight;
import io.coupabridge.contracts.KafkaRight.Operation;
import io.coupabridge.contracts.KafkaRight.Resource;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.process.Replica;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** How a service that lacks one of its rights shows it, and how it shows that it goes on once it has it again. */
final class RightsNeeded {

    private static final BooleanSupplier AT_ONCE = () -> true;

    private final SecuredBed bed;
    private final SecuredWork work;

    RightsNeeded(SecuredBed bed, SecuredWork work) {
        this.bed = bed;
        this.work = work;
    }

    /**
     * @param begin what the service cannot do without the right
     * @param fails whether it shows
     * @param goesOn with the right, whether what was begun is done
     */
    record Step(Runnable begin, BooleanSupplier fails, BooleanSupplier goesOn) {}

    Step of(String service, KafkaRight right) {
        if (service.equals(SecuredBed.CONSOLE)) {
            return shownByPages();
        }
        return service.equals("token-service")
                ? ofTokenService(right)
                : ofTaskService(
                        Task.all().stream()
                                .filter(task -> KafkaRights.of(task).service().equals(service))
                                .findFirst()
                                .orElseThrow(),
                        right);
    }

    private Step ofTokenService(KafkaRight right) {
        Replica service = bed.tokenService();
        if (right.name().equals(KafkaRights.OUTBOX_GROUP) || right.name().equals(KafkaRights.OUTBOX_TRANSACTIONS)) {
            return new Step(
                    work::publishAgain,
                    () -> SecuredWork.gauge(service, "coupabridge_outbox_age_seconds") > 1,
                    () -> SecuredWork.gauge(service, "coupabridge_outbox_age_seconds") == 0);
        }
        if (right.resource() == Resource.GROUP) {
            long before = work.deadLetters(Topic.TOKEN_REJECTIONS);
            int logged = bed.log("token-service").length();
            return new Step(
                    () -> work.write(Topic.TOKEN_REJECTIONS, "no JSON"),
                    () -> bed.log("token-service").substring(logged).contains("GroupAuthorizationException"),
                    () -> work.deadLetters(Topic.TOKEN_REJECTIONS) > before);
        }
        return shownByReadiness(service, right);
    }

    private Step ofTaskService(Task task, KafkaRight right) {
        Replica service = bed.service(KafkaRights.of(task).service());
        Topic dead = task.commandTopic().deadLetter();
        boolean writes = right.operation() == Operation.WRITE;
        if (right.operation() == Operation.READ
                && (right.name().equals(dead.topicName())
                        || right.name().equals(task.quarantineTopic().topicName()))) {
            Topic topic = Topic.ofName(right.name());
            return new Step(
                    () -> {},
                    () -> work.lookAtPutAside(service, topic) == 503,
                    () -> work.lookAtPutAside(service, topic) == 200);
        }
        if (writes && right.name().equals(dead.topicName())) {
            long before = work.deadLetters(task.commandTopic());
            int logged = bed.log(KafkaRights.of(task).service()).length();
            return new Step(
                    () -> work.write(task.commandTopic(), "no JSON"),
                    () -> bed.log(KafkaRights.of(task).service())
                            .substring(logged)
                            .contains("A command waits to be taken"),
                    () -> work.deadLetters(task.commandTopic()) > before);
        }
        if (writes
                && (right.resource() == Resource.TRANSACTIONAL_ID
                        || right.name().equals(task.quarantineTopic().topicName())
                        || right.name().equals(task.recordTopic().topicName()))) {
            return runThatWaits(task);
        }
        return shownByReadiness(service, right);
    }

    /** A run that cannot publish, and completes once it can. */
    private Step runThatWaits(Task task) {
        UUID[] command = new UUID[1];
        String service = KafkaRights.of(task).service();
        int logged = bed.log(service).length();
        return new Step(
                () -> {
                    work.changeAll(task);
                    command[0] = work.startRun(task);
                },
                () -> bed.log(service).substring(logged).contains(" authoriz"),
                () -> work.outcome(task, command[0]).type() == Type.COMPLETED);
    }

    /** The console is ready without Kafka, and its pages say that they may be behind. */
    private Step shownByPages() {
        return new Step(() -> {}, this::pagesMissKafka, () -> !pagesMissKafka());
    }

    private boolean pagesMissKafka() {
        return work.pageOfTenant().contains("Kafka is not available.");
    }

    /** Readiness names what the service lacks. */
    private static Step shownByReadiness(Replica service, KafkaRight right) {
        return new Step(
                () -> {},
                () -> {
                    Replica.Health health = service.health("ready");
                    return health.status() == 503
                            && health.body().contains("lacks the right")
                            && health.body().contains(right.name());
                },
                AT_ONCE);
    }
}
