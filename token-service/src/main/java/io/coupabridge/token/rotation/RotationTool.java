package io.coupabridge.token.rotation;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.LiveKeyset;
import io.coupabridge.token.keyset.KeysetConfig;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.schedule.Schedule;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Shows from the command line how far the rotation of token-service's keys is, and whether nothing needs a key any more. It
 * has the environment of token-service, may run beside it, and changes no file: those that services read may be read-only.
 */
public final class RotationTool {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage: java -cp quarkus-run.jar %s status|verify|publish|unneeded KEY…
              status      name every key, and how much in database and topics is sealed or signed with it
              verify      open everything that is stored
              publish     have token-service publish all connections and tokens again, signed with the primary key
              unneeded KEY…
                          say whether the keys may be removed: nothing is sealed or signed with any of them any more
              --help      show this text
            It reads the environment variables of token-service: keyset files, database and Kafka.
            It changes no file. The exit code is 0 only if it is done, if everything opens, or if no key is needed.
            """.formatted(RotationTool.class.getName());

    private final RotationEnvironment environment;
    private final Keysets keysets;
    private final PrintStream out;

    private RotationTool(RotationEnvironment environment, PrintStream out) {
        this.environment = environment;
        this.keysets = environment.keysets();
        this.out = out;
    }

    /** Ends the JVM with 0 when it is done, 1 when it is not, 2 when it was called wrongly. */
    public static void main(String[] args) {
        // Kafka's client logs through SLF4J, whose provider does not work outside of a service and says so at length
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // otherwise it says at length that it is not
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.exit(run(args, new SmallRyeConfigBuilder().addDefaultSources(), System.out, System.err));
    }

    static int run(String[] args, SmallRyeConfigBuilder settings, PrintStream out, PrintStream err) {
        if (args.length == 1 && args[0].equals("--help")) {
            out.print(USAGE);
            return DONE;
        }
        boolean numbers = Stream.of(args).skip(1).allMatch(key -> key.matches("[0-9]{1,10}"));
        boolean question = args.length > 1 && args[0].equals("unneeded") && numbers;
        if (!question
                && !(args.length == 1 && List.of("status", "verify", "publish").contains(args[0]))) {
            err.print(USAGE);
            return MISUSED;
        }
        List<Long> keys = Stream.of(args).skip(1).map(Long::valueOf).toList();
        try {
            RotationTool tool = new RotationTool(new RotationEnvironment(settings), out);
            return switch (args[0]) {
                case "status" -> tool.status();
                case "verify" -> tool.verify();
                case "publish" -> tool.publish();
                default -> tool.unneeded(keys);
            };
        } catch (Refusal | KeysetException | IllegalStateException e) {
            err.println(e.getMessage());
        } catch (SQLException e) {
            err.println("The database does not answer as it should: " + e.getMessage());
        } catch (KafkaException e) {
            err.println(
                    "Kafka does not answer as it should: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
        return FAILED;
    }

    /** Why a key stays. */
    private static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    private int status() throws SQLException {
        List<SealedCount> counts = counts();
        keysets.live().forEach((setting, keyset) -> {
            out.println(setting + " (" + keyset.file() + ")");
            keyset.ids()
                    .forEach(id -> out.println("  key " + id + (id == keyset.primary() ? ", primary" : "") + ": "
                            + words(counts.stream()
                                    .filter(count -> count.setting().equals(setting) && count.isBy(id))
                                    .toList())));
            List<SealedCount> others = unknown(counts, setting, keyset);
            if (!others.isEmpty()) {
                out.println("  keys that the file lacks: " + words(others));
            }
        });
        return DONE;
    }

    private int verify() throws SQLException {
        try (Connection database = environment.database()) {
            SealedContents.Verdict verdict = SealedContents.open(database, keysets);
            verdict.closed().forEach(what -> out.println("Does not open: " + what + "."));
            List<SealedCount> foreign = unknown(
                    counts(), KeysetConfig.EVENT_SIGNING, keysets.events().keyset());
            foreign.forEach(count -> out.println("Signed with no key of the file: " + count + "."));
            out.println(verdict.opened() + " secrets, fingerprints and tokens open, "
                    + verdict.closed().size() + " do not.");
            return verdict.closed().isEmpty() && foreign.isEmpty() ? DONE : FAILED;
        }
    }

    private int publish() throws SQLException {
        SchedulerClient client = SchedulerClient.Builder.create(environment.dataSource())
                .serializer(new JacksonSerializer())
                .enablePriority()
                .build();
        try {
            client.schedule(
                    Republication.DESCRIPTOR
                            .instance(RecurringTask.INSTANCE)
                            .data("")
                            .priority(Schedule.IN_TIME)
                            .build(),
                    Instant.now(),
                    ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException e) {
            throw new Refusal("token-service publishes everything at this moment. Try again when it is done.");
        } catch (RuntimeException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
        out.println("token-service publishes everything again. 'status' shows how far it is.");
        return DONE;
    }

    private int unneeded(List<Long> ids) throws SQLException {
        Map<Long, String> settings = new LinkedHashMap<>();
        ids.forEach(id -> settings.put(id, settingOf(id)));
        refuseWhileEventsWait();
        List<SealedCount> counts = counts();
        settings.forEach((id, setting) -> requireUnused(id, setting, counts));
        settings.forEach((id, setting) -> out.println("Nothing needs key " + id + " of " + setting
                + ". Remove it from your copy of the file with KeysetTool. "
                + (setting.equals(KeysetConfig.EVENT_SIGNING)
                        ? "Then make its public keyset anew."
                        : "Then give the file to all services that have this keyset.")));
        return DONE;
    }

    private String settingOf(long id) {
        Map.Entry<String, LiveKeyset<?>> owner = keysets.live().entrySet().stream()
                .filter(entry -> entry.getValue().ids().contains(id))
                .findFirst()
                .orElseThrow(() -> new Refusal("No keyset has the key " + id + "."));
        if (owner.getValue().primary() == id) {
            throw new Refusal(
                    "Key " + id + " of " + owner.getKey() + " is the primary one. Promote another one first.");
        }
        return owner.getKey();
    }

    private static void requireUnused(long id, String setting, List<SealedCount> counts) {
        List<SealedCount> needs = counts.stream()
                .filter(count -> count.setting().equals(setting) && count.isBy(id))
                .toList();
        if (!needs.isEmpty()) {
            throw new Refusal("Key " + id + " of " + setting + " is needed for " + words(needs) + ". It has to stay.");
        }
    }

    private void refuseWhileEventsWait() throws SQLException {
        try (Connection database = environment.database()) {
            long waiting = SealedRows.waitingEvents(database);
            if (waiting > 0) {
                throw new Refusal(waiting + " events wait for Kafka. Until they are there, it cannot be told which keys"
                        + " are needed.");
            }
        }
    }

    private List<SealedCount> counts() throws SQLException {
        List<SealedCount> counts = new ArrayList<>();
        try (Connection database = environment.database()) {
            counts.addAll(SealedRows.counts(database));
        }
        try (Consumer<byte[], byte[]> consumer = environment.consumer()) {
            counts.addAll(SealedRecords.counts(consumer, keysets.events()));
        }
        return counts;
    }

    private static List<SealedCount> unknown(List<SealedCount> counts, String setting, LiveKeyset<?> keyset) {
        return counts.stream()
                .filter(count -> count.setting().equals(setting))
                .filter(count -> keyset.ids().stream().noneMatch(count::isBy))
                .toList();
    }

    private static String words(List<SealedCount> counts) {
        return counts.isEmpty()
                ? "nothing"
                : counts.stream().map(SealedCount::toString).sorted().collect(Collectors.joining(", "));
    }
}
