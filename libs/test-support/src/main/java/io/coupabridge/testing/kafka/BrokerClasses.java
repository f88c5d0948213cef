package io.coupabridge.testing.kafka;

import io.coupabridge.testing.process.ClassArchive;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * Where a node's Java finds its classes: on the class path of this JVM, or in an archive with the class path that it was made
 * with. A build has one archive for the brokers of all its modules, beside the jar that has {@link KafkaNode}.
 */
public final class BrokerClasses {

    private static final String BUILT = "target";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String OF_THIS_JVM = System.getProperty("java.class.path");

    private BrokerClasses() {}

    /** The options that say so. */
    static List<String> options() {
        Path jar = jar();
        List<String> options = new ArrayList<>(isBuiltHere(jar) ? archive(jar).options() : List.of());
        options.addAll(List.of("-cp", options.isEmpty() ? OF_THIS_JVM : read(classPath(jar))));
        return options;
    }

    /** Makes the archive unless this build has one. That takes some seconds, which the next brokers save. */
    public static void makeArchive() {
        Path jar = jar();
        if (isBuiltHere(jar)) {
            archive(jar).options(recording -> train(jar, recording));
        }
    }

    /** A directory of classes goes into no archive, and nobody but a build makes one. */
    private static boolean isBuiltHere(Path jar) {
        return Files.isRegularFile(jar) && jar.getParent().endsWith(BUILT);
    }

    private static void train(Path jar, String recording) {
        // the other jars of ours are of no use to it, and change
        String classes = Stream.concat(
                        Stream.of(jar.toString()),
                        Arrays.stream(OF_THIS_JVM.split(File.pathSeparator))
                                .filter(entry -> Files.isRegularFile(Path.of(entry)))
                                .filter(entry -> !Path.of(entry).getParent().endsWith(BUILT)))
                .collect(Collectors.joining(File.pathSeparator));
        Path directory = classPath(jar).resolveSibling("broker");
        int port = LoopbackPorts.free();
        KafkaProcess broker = new KafkaProcess(
                directory,
                directory.resolve("kafka.log"),
                port,
                Uuid.randomUuid().toString(),
                data -> BrokerSettings.properties("127.0.0.1", port, LoopbackPorts.free(), data));
        write(classPath(jar), classes);
        broker.begin(List.of(recording, "-cp", classes));
        broker.awaitAnswer();
        broker.process().stop(PATIENCE);
    }

    private static ClassArchive archive(Path jar) {
        return new ClassArchive(classPath(jar).resolveSibling("classes.jsa"), jar);
    }

    private static Path classPath(Path jar) {
        return jar.resolveSibling("archive").resolve("class.path");
    }

    private static Path jar() {
        URL location = KafkaNode.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.getPath());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
