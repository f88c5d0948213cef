package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.KafkaRight;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.doctor.Examination;
import io.coupabridge.edge.doctor.Findings;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Whether Kafka has this service's topics as they should be, lets the service do what it has to, and takes writes. A service
 * may not see everything: what it may not is a note that names the operator's command.
 */
@Singleton
class KafkaExamination implements Examination {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int REPLICAS = 3;
    private static final int MIN_INSYNC = 2;

    private static final String RIGHTS =
            "Make it with TopicTool --create --acls, which docs/operate.md explains under access rules.";

    /** What to do about something that this service may not see. */
    static final String CHECK = "The operator's command sees it with an administrator's login: TopicTool --check.";

    private final NeededTopics needed;
    private final KafkaRights rights;
    private final KafkaClients kafka;
    private final WriteCheck writes;
    private final boolean production;

    @Inject
    KafkaExamination(NeededTopics needed, KafkaRights rights, KafkaClients kafka, WriteCheck writes) {
        this(needed, rights, kafka, writes, ConfigUtils.isProfileActive("prod"));
    }

    /** @param production whether there have to be three brokers, whatever there are */
    KafkaExamination(
            NeededTopics needed, KafkaRights rights, KafkaClients kafka, WriteCheck writes, boolean production) {
        this.needed = needed;
        this.rights = rights;
        this.kafka = kafka;
        this.writes = writes;
        this.production = production;
    }

    @Override
    public String about() {
        return "kafka";
    }

    @Override
    public void examine(Findings findings) {
        KafkaClients clients = kafka.impatient();
        try {
            KafkaView view = new KafkaView(clients.admin(), PATIENCE);
            examine(view, view.brokers(), findings);
        } catch (KafkaException e) {
            findings.mend(
                    "Kafka does not answer (" + e.getClass().getSimpleName() + ").",
                    "Look at the brokers, at kafka.bootstrap.servers, and at the login in kafka.*.");
        } finally {
            clients.close();
        }
    }

    private void examine(KafkaView view, List<Node> brokers, Findings findings) {
        Set<String> told = new TreeSet<>();
        look("the topics", findings, () -> {
            Map<String, Optional<TopicDescription>> topics = view.topics(needed.names());
            findings.seen(topics.values().stream().filter(Optional::isPresent).count() + " topics on " + brokers.size()
                    + (brokers.size() == 1 ? " broker." : " brokers."));
            examineReplicas(topics, brokers, findings);
            look(
                    "the settings of topics",
                    findings,
                    () -> examineTopics(
                            topics, view.topicSettings(needed.names()), rules(brokers.size()), told, findings));
            look("the rights of this service", findings, () -> examineRights(view, topics, findings));
        });
        examineWrites(told, findings);
    }

    /** One question that nobody answers, such as one to a broker that is away, hides no other. */
    private static void look(String at, Findings findings, Runnable question) {
        try {
            question.run();
        } catch (KafkaException e) {
            findings.mend(
                    "The doctor could not look at " + at + " (" + e.getClass().getSimpleName() + ").",
                    "Ask again. If it stays, look whether all brokers are up.");
        }
    }

    private TopicRules rules(int brokers) {
        int replicas = production ? REPLICAS : Math.min(REPLICAS, brokers);
        return new TopicRules(replicas, replicas < REPLICAS ? 1 : MIN_INSYNC);
    }

    private void examineTopics(
            Map<String, Optional<TopicDescription>> topics,
            Map<String, Map<String, String>> settings,
            TopicRules rules,
            Collection<String> told,
            Findings findings) {
        Map<String, Integer> partitions = new HashMap<>();
        topics.forEach((name, topic) ->
                topic.ifPresent(there -> partitions.put(name, there.partitions().size())));
        NeededTopics seen = new NeededTopics(seen(needed.topics(), topics), seen(needed.read(), topics));
        seen.troubles(partitions, settings).forEach((name, trouble) -> {
            told.add(name);
            findings.mend(trouble);
        });
        List<String> hidden = new ArrayList<>();
        for (Topic topic : seen.topics()) {
            Optional<TopicDescription> there = topics.get(topic.topicName());
            if (told.contains(topic.topicName()) || there.isEmpty()) {
                continue;
            }
            Map<String, String> has = settings.get(topic.topicName());
            int copies = copies(there.get());
            (has == null ? rules.fault(copies) : rules.fault(topic, has, copies)).ifPresent(fault -> {
                told.add(topic.topicName());
                findings.mend("Topic " + topic + " has " + fault.has() + ".", fault.mend());
            });
            if (has == null) {
                hidden.add(topic.topicName());
            }
        }
        if (!hidden.isEmpty()) {
            findings.note(
                    "The settings of topics are not shown to this service: " + String.join(", ", hidden) + ".", CHECK);
        }
    }

    /** A broker that has gone is known by what it has. */
    private static void examineReplicas(
            Map<String, Optional<TopicDescription>> topics, List<Node> brokers, Findings findings) {
        Set<Integer> away = new TreeSet<>();
        topics.values().stream()
                .flatMap(Optional::stream)
                .flatMap(topic -> topic.partitions().stream())
                .flatMap(partition -> partition.replicas().stream())
                .forEach(replica -> away.add(replica.id()));
        brokers.forEach(broker -> away.remove(broker.id()));
        away.forEach(broker -> findings.mend(
                "Broker " + broker + " is away, and has replicas of this service's topics.", "Start it again."));
    }

    private static List<Topic> seen(List<Topic> topics, Map<String, Optional<TopicDescription>> there) {
        return topics.stream()
                .filter(topic -> there.containsKey(topic.topicName()))
                .toList();
    }

    private static int copies(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    private void examineRights(KafkaView view, Map<String, Optional<TopicDescription>> topics, Findings findings) {
        for (KafkaRight right : view.lacking(rights.rights(), topics)) {
            findings.mend("This service lacks the right " + right + ".", RIGHTS);
        }
    }

    /** What else keeps a write from being stored, such as a partition without a leader. */
    private void examineWrites(Collection<String> told, Findings findings) {
        try {
            writes.troubles().forEach((topic, trouble) -> {
                if (!told.contains(topic)) {
                    findings.mend(
                            trouble.contains("takes no writes")
                                    ? trouble + " Look whether all brokers are up."
                                    : trouble);
                }
            });
        } catch (AuthorizationException e) {
            findings.mend(e.getMessage(), RIGHTS);
        } catch (KafkaException e) {
            findings.mend(
                    "Kafka takes no writes (" + e.getClass().getSimpleName() + ").",
                    "Look whether as many brokers are up as min.insync.replicas asks for.");
        }
    }
}
