package io.coupabridge.edge.keyset;

import io.coupabridge.edge.doctor.Findings;
import io.coupabridge.edge.health.RegularLook;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.LiveKeyset;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Looks every second whether a keyset's file has changed, so that keys are changed without a restart. A file that will not
 * do is a line in the log, and the metric {@code coupabridge.keyset.refused}, until it is mended. Thread-safe.
 */
@Singleton
public class KeysetWatch {

    private static final Logger LOG = Logger.getLogger(KeysetWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final MeterRegistry metrics;
    private final Map<String, Watched> keysets = new ConcurrentHashMap<>();
    private final RegularLook looks = new RegularLook("keyset-watch", LOOK, this::look);

    KeysetWatch(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /**
     * Watches a keyset from now on.
     *
     * @param setting that names its file
     * @param changed is told of each change of its keys
     */
    public void watch(String setting, LiveKeyset<?> keyset, Runnable changed) {
        Watched watched = new Watched(setting, keyset, changed);
        keysets.put(setting, watched);
        String name = setting.substring(setting.lastIndexOf('.') + 1);
        Gauge.builder("coupabridge.keyset.refused", () -> watched.refusal.isEmpty() ? 0 : 1)
                .description("Whether the keyset's file will not do, so that the keys from before are in use")
                .tag("keyset", name)
                .register(metrics);
        Gauge.builder("coupabridge.keyset.primary", keyset::primary)
                .description("The id of the key that seals or signs")
                .tag("keyset", name)
                .register(metrics);
    }

    /** How each keyset was at the last look. */
    void tell(Findings findings) {
        new TreeMap<>(keysets).values().forEach(keyset -> keyset.tell(findings));
    }

    void look() {
        keysets.values().forEach(Watched::look);
    }

    void start(@Observes StartupEvent event) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }

    private static final class Watched {

        private final String setting;
        private final LiveKeyset<?> keyset;
        private final Runnable changed;
        private volatile String refusal = "";
        private String seen;

        Watched(String setting, LiveKeyset<?> keyset, Runnable changed) {
            this.setting = setting;
            this.keyset = keyset;
            this.changed = changed;
            this.seen = keys();
        }

        /** Somebody who met an unknown key may have read the file before; then the keys are others all the same. */
        void look() {
            try {
                keyset.reload();
                refusal = "";
            } catch (KeysetException e) {
                refuse(e.getMessage());
            } catch (RuntimeException | Error e) {
                refuse("It cannot be told whether its file will do ("
                        + e.getClass().getSimpleName() + ").");
            }
            String now = keys();
            if (!now.equals(seen)) {
                seen = now;
                LOG.infof("%s: the file has changed. Its keys are %s.", setting, now);
                tell();
            }
        }

        private void refuse(String reason) {
            if (!reason.equals(refusal)) {
                refusal = reason;
                LOG.errorf("%s: %s The keys from before stay in use.", setting, reason);
            }
        }

        void tell(Findings findings) {
            if (!refusal.isEmpty()) {
                findings.mend(
                        setting + ": " + refusal,
                        "The keys from before stay in use. Mend the file before anything restarts.");
            }
            findings.seen(setting + " has the primary key " + keyset.primary() + age() + ".");
        }

        private String age() {
            try {
                return ", in a file of "
                        + Files.getLastModifiedTime(keyset.file()).toInstant().truncatedTo(ChronoUnit.SECONDS);
            } catch (IOException e) {
                return "";
            }
        }

        private void tell() {
            try {
                changed.run();
            } catch (RuntimeException e) {
                LOG.warnf("%s: what follows from its change has failed (%s).", setting, e.toString());
            }
        }

        private String keys() {
            return keyset.ids() + ", of which " + keyset.primary() + " is primary";
        }
    }
}
