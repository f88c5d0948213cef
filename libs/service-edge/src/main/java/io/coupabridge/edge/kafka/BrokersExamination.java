package io.coupabridge.edge.kafka;

import io.coupabridge.edge.doctor.Examination;
import io.coupabridge.edge.doctor.Findings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;

/**
 * Whether each broker answers, and keeps offsets for long enough. Brokers are asked one by one, so that one that is away is
 * named and hides none of the others.
 */
@Singleton
class BrokersExamination implements Examination {

    /** For one broker: several may be away. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String MEND =
            "Look whether it is up, and whether this replica reaches it. The service goes on with the others.";

    private static final String MEND_LOGIN =
            "Look at kafka.security.protocol, kafka.sasl.jaas.config and the truststore of this service.";

    private final KafkaClients kafka;

    BrokersExamination(KafkaClients kafka) {
        this.kafka = kafka;
    }

    @Override
    public String about() {
        return "brokers";
    }

    @Override
    public void examine(Findings findings) {
        List<String> answering = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (String address : kafka.addresses()) {
            if (answers(address, findings)) {
                answering.add(address);
            } else {
                silent.add(address);
            }
        }
        if (!answering.isEmpty()) {
            examineBrokers(answering, silent, findings);
        }
    }

    private boolean answers(String address, Findings findings) {
        KafkaClients clients = kafka.impatient(address);
        try {
            // an address that nobody resolves fails too
            new KafkaView(clients.admin(), PATIENCE).brokers();
            return true;
        } catch (AuthenticationException e) {
            findings.mend(address + " refuses this service: " + e.getMessage(), MEND_LOGIN);
            return false;
        } catch (KafkaException e) {
            findings.mend(address + " of kafka.bootstrap.servers does not answer.", MEND);
            return false;
        } finally {
            clients.close();
        }
    }

    private void examineBrokers(List<String> answering, List<String> silent, Findings findings) {
        KafkaClients clients = kafka.impatient(String.join(",", answering));
        try {
            KafkaView view = new KafkaView(clients.admin(), PATIENCE);
            List<Node> brokers = view.brokers();
            List<Node> untold = brokers.stream()
                    .filter(broker -> !silent.contains(address(broker)))
                    .toList();
            long hiding = untold.stream()
                    .filter(broker -> !shows(view, broker, findings))
                    .count();
            if (hiding > 0) {
                findings.note(
                        "The brokers do not show " + OffsetRetention.SETTING + " to this service.",
                        KafkaExamination.CHECK);
            }
            findings.seen(brokers.size() + (brokers.size() == 1 ? " broker." : " brokers."));
        } finally {
            clients.close();
        }
    }

    /** Whether it shows its settings. One that does not answer hides none. */
    private static boolean shows(KafkaView view, Node broker, Findings findings) {
        try {
            Map<String, String> settings =
                    view.brokerSettings(List.of(broker.id())).get(broker.idString());
            if (settings == null) {
                return false;
            }
            OffsetRetention.fault(broker.id(), settings).ifPresent(fault -> findings.mend(fault, OffsetRetention.MEND));
        } catch (KafkaException e) {
            findings.mend("Broker " + broker.id() + " at " + address(broker) + " does not answer.", MEND);
        }
        return true;
    }

    private static String address(Node broker) {
        return broker.host() + ":" + broker.port();
    }
}
