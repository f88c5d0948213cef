package io.coupabridge.benchmark.spring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Spring Boot as a peer of the benchmark: reads all records of one resource of one Coupa and publishes each on Kafka, with
 * the fields and headers that Coupa Bridge gives it.
 *
 * <p>The variant is the Spring profile: {@link PlainPeer}, {@link TunedPeer} or {@link ExactPeer}. Starts up, prints
 * {@code peer ready}, and for each round waits for the benchmark's file, reads all anew and prints
 * {@code peer done, round R: …}; stays until SIGTERM.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(PeerSettings.class)
public class SpringPeer {

    private static final long GO_POLL_MILLIS = 10;

    public static void main(String[] args) throws InterruptedException {
        try {
            SpringApplication application = new SpringApplication(SpringPeer.class);
            // OAuth2 separates scopes by spaces, Spring Boot by commas
            application.setDefaultProperties(
                    Map.of("peer.scopes", System.getenv("PEER_SCOPE").replace(' ', ',')));
            ConfigurableApplicationContext context = application.run(args);
            Peer peer = context.getBean(Peer.class);
            PeerSettings settings = context.getBean(PeerSettings.class);
            say("peer ready");
            for (int round = 1; round <= settings.rounds(); round++) {
                await(settings.go(round));
                long start = System.nanoTime();
                long records = peer.work();
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                say("peer done, round " + round + ": " + records + " records in " + took.toMillis() + " ms");
            }
        } catch (Throwable failure) {
            say("peer failed: " + failure);
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static void await(Path go) throws InterruptedException {
        while (Files.notExists(go)) {
            TimeUnit.MILLISECONDS.sleep(GO_POLL_MILLIS);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
