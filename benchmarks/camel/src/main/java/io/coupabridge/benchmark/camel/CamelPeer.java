package io.coupabridge.benchmark.camel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Reads one resource of one Coupa and publishes its records to Kafka, written with Apache Camel: what Coupa Bridge is
 * measured against. {@link PlainRoutes} follows Camel's documentation, {@link ReadingRoutes} with
 * {@link BatchPublishing} is tuned by hand, and with {@link ExactPublishing} it also gives the guarantee of Coupa Bridge.
 * All publish the records that Coupa Bridge would, headers included; the first two keep nothing, so each record is new.
 *
 * <p>Prints {@code peer ready}. For each round it waits for the file that lets it go, reads all anew, and prints
 * {@code peer done, round R: N records in M ms} once all is acknowledged. It lives on until it is ended; or prints
 * {@code peer failed: …}, and exits with 1.
 */
public final class CamelPeer {

    private static final long POLL_MILLIS = 10;

    private CamelPeer() {}

    public static void main(String[] args) {
        try {
            run(Settings.of(System.getenv()));
            new CountDownLatch(1).await();
        } catch (Exception e) {
            fail(e);
        }
    }

    /**
     * Ends the process at once, from whichever thread: no later page may follow one that failed. What was stored before
     * is what a crash would have left.
     */
    static void fail(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        System.out.println("peer failed: " + cause);
        System.exit(1);
    }

    private static void run(Settings settings) throws Exception {
        Progress progress = new Progress();
        Main camel = new Main();
        // the default's hook waits for a run() that is not used here, and would hold up the end by a minute
        camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
        Preparation preparation = switch (settings.variant()) {
            case "plain" -> plain(camel, settings, progress);
            case "tuned" -> tuned(camel, settings, progress);
            case "exact" -> exact(camel, settings, progress);
            default -> throw new IllegalArgumentException("PEER_VARIANT is plain, tuned or exact.");
        };
        camel.start();
        preparation.afterStart();
        ProducerTemplate template = camel.getCamelTemplate();
        System.out.println("peer ready");
        for (int round = 1; round <= settings.rounds(); round++) {
            awaitGo(settings.go(round));
            long before = progress.records();
            long start = System.nanoTime();
            template.sendBodyAndProperty("direct:read", null, Run.PROPERTY, new Run());
            progress.awaitAll();
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            long records = progress.records() - before;
            System.out.println("peer done, round " + round + ": " + records + " records in " + millis + " ms");
        }
    }

    /** What a variant still has to do between Camel's start and the first request. */
    private interface Preparation {
        void afterStart() throws Exception;
    }

    private static Preparation plain(Main camel, Settings settings, Progress progress) {
        camel.addInitialProperty("coupa.client-secret", settings.clientSecret());
        camel.configure().addRoutesBuilder(new PlainRoutes(settings, progress));
        return () -> {};
    }

    private static Preparation tuned(Main camel, Settings settings, Progress progress) {
        Producers producers = keepProducer(camel, settings);
        camel.configure().addRoutesBuilder(new ReadingRoutes(settings, progress, lanes -> {}));
        camel.configure().addRoutesBuilder(new BatchPublishing(settings, progress, producers));
        return () -> producers.choosePartition();
    }

    private static Preparation exact(Main camel, Settings settings, Progress progress) throws Exception {
        Ledger ledger = Ledger.open(settings);
        Producers producers = keepProducer(camel, settings);
        camel.configure().addRoutesBuilder(new ReadingRoutes(settings, progress, ledger::begin));
        camel.configure().addRoutesBuilder(new ExactPublishing(settings, progress, producers, ledger));
        return () -> {
            producers.choosePartition();
            ledger.settle(ExactPublishing.publishedBatch(settings, producers.partition()));
        };
    }

    private static Producers keepProducer(Main camel, Settings settings) {
        Producers producers = new Producers(settings);
        camel.bind("producers", producers);
        return producers;
    }

    private static void awaitGo(Path go) throws InterruptedException {
        while (!Files.exists(go)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
