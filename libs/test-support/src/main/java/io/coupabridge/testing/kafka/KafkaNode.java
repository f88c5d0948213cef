package io.coupabridge.testing.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of {@link KafkaProcess}: formats the data directory once, then runs the node. */
final class KafkaNode {

    private KafkaNode() {}

    /** @param args the node's {@code server.properties}, the data directory that it names, and the cluster's id */
    public static void main(String[] args) {
        String settings = args[0];
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            int result = StorageTool.execute(
                    new String[] {"format", "--cluster-id", args[2], "--config", settings}, System.out);
            if (result != 0) {
                System.exit(result);
            }
        }
        Kafka.main(new String[] {settings});
    }
}
