package io.coupabridge.testing.kafka;

import io.coupabridge.testing.process.LoopbackPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * Three Kafka nodes as processes, each of them broker and controller, as in production: a write has to reach two of three
 * replicas. The nodes can be killed and paused one by one. It does not outlive this JVM.
 */
public final class KafkaCluster implements KafkaServer {

    /** Replicas of each topic. */
    public static final short REPLICAS = 3;

    private final List<KafkaProcess> nodes = new ArrayList<>();

    private KafkaCluster(Path directory) {
        String clusterId = Uuid.randomUuid().toString();
        // a port that is given once is given again until somebody listens on it
        List<Integer> ports = Stream.generate(LoopbackPorts::free)
                .distinct()
                .limit(2L * REPLICAS)
                .toList();
        List<Integer> controllers = ports.subList(REPLICAS, 2 * REPLICAS);
        for (int id = 1; id <= REPLICAS; id++) {
            int node = id;
            int port = ports.get(id - 1);
            nodes.add(new KafkaProcess(
                    directory.resolve("node-" + id),
                    directory.resolve("kafka-" + id + ".log"),
                    port,
                    clusterId,
                    data -> BrokerSettings.ofCluster(node, port, controllers, data)));
        }
    }

    /**
     * Starts the nodes and returns when all answer.
     *
     * @param directory of their data and logs; made when missing
     */
    public static KafkaCluster start(Path directory) {
        KafkaCluster cluster = new KafkaCluster(directory);
        cluster.start();
        return cluster;
    }

    /** The nodes, of which the first has the id 1. */
    public List<KafkaProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Of all nodes but this one, for who wants to know what the others say. */
    public String bootstrapServersWithout(int node) {
        return IntStream.range(0, nodes.size())
                .filter(index -> index != node)
                .mapToObj(index -> nodes.get(index).bootstrapServers())
                .collect(Collectors.joining(","));
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServersWithout(-1);
    }

    @Override
    public void start() {
        nodes.stream().filter(KafkaProcess::begin).toList().forEach(KafkaProcess::awaitAnswer);
    }

    @Override
    public void stop() {
        nodes.forEach(KafkaProcess::stop);
    }

    @Override
    public void kill() {
        nodes.forEach(KafkaProcess::kill);
    }

    @Override
    public void pause() {
        nodes.forEach(KafkaProcess::pause);
    }

    @Override
    public void resume() {
        nodes.forEach(KafkaProcess::resume);
    }

    @Override
    public void close() {
        kill();
    }
}
