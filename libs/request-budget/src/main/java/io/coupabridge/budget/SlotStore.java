package io.coupabridge.budget;

import io.coupabridge.budget.RequestBudget.Host;
import io.coupabridge.budget.RequestBudget.Hosts;
import io.coupabridge.budget.RequestBudget.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The functions of the budget, one round trip each. What they decide stands in the migrations. */
final class SlotStore {

    private static final String RESERVE = """
            select worked_out, waited, blocked, retry, slots
            from reserve_request_slots(?, ?, ?, ?, ? * interval '1 microsecond', ? * interval '1 microsecond',
                ? * interval '1 microsecond', ?, ?, ?)
            """;

    private static final String BLOCK = "select block_request_slots(?, ? * interval '1 microsecond')";

    private static final String HOSTS = "select blocked, lowered, lowest from request_budget_hosts()";

    private static final String LIST =
            "select host, ceiling, rate, silent_micros, holders from request_budget_list(?, ?)";

    private static final String TELL_CEILING = "select tell_request_ceiling(?, ?, ?, ?)";

    /** So that a database that can be reached gets to cancel the statement by itself, and the connection lives on. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final DataSource dataSource;
    private final Settings settings;
    private final DatabaseClock clock = new DatabaseClock();

    private final Lead lead;

    SlotStore(DataSource dataSource, Settings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.lead = new Lead(settings.horizon().dividedBy(2));
    }

    /** @param answered whether the host gave a good answer since the last time */
    Reservation reserve(Demand demand, boolean answered, Optional<Answers.Latency> latency) throws SQLException {
        return bounded(RESERVE, statement -> {
            statement.setString(1, demand.hostKey());
            statement.setString(2, demand.holder());
            statement.setInt(3, demand.ceilingPerSecond());
            statement.setInt(4, demand.wanted());
            statement.setLong(5, micros(settings.tolerance()));
            statement.setLong(6, micros(demand.horizon(settings)));
            statement.setLong(7, micros(lead.get()));
            statement.setBoolean(8, answered);
            statement.setString(9, latency.map(Answers.Latency::asksFor).orElse(null));
            if (latency.isPresent()) {
                statement.setDouble(10, micros(latency.get().took()) / 1000.0);
            } else {
                statement.setNull(10, Types.DOUBLE);
            }
            long sent = System.nanoTime();
            try (ResultSet row = statement.executeQuery()) {
                return reservation(row, sent, System.nanoTime());
            }
        });
    }

    void block(String hostKey, Optional<Duration> retryAfter) throws SQLException {
        bounded(BLOCK, statement -> {
            statement.setString(1, hostKey);
            if (retryAfter.isPresent()) {
                statement.setLong(2, micros(retryAfter.get()));
            } else {
                statement.setNull(2, Types.BIGINT);
            }
            return statement.execute();
        });
    }

    /** @param family what the names of all who ask for the same tenant begin with */
    void tellCeiling(String hostKey, String family, String holder, int ceilingPerSecond) throws SQLException {
        bounded(TELL_CEILING, statement -> {
            statement.setString(1, hostKey);
            statement.setString(2, family);
            statement.setString(3, holder);
            statement.setInt(4, ceilingPerSecond);
            return statement.execute();
        });
    }

    Hosts hosts() throws SQLException {
        return bounded(HOSTS, statement -> {
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Hosts(row.getLong("blocked"), row.getLong("lowered"), row.getDouble("lowest"));
            }
        });
    }

    List<Host> hosts(String after, int most) throws SQLException {
        return bounded(LIST, statement -> {
            statement.setString(1, after);
            statement.setInt(2, most);
            List<Host> hosts = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Integer ceiling = row.getObject("ceiling", Integer.class);
                    hosts.add(new Host(
                            row.getString("host"),
                            ceiling == null ? OptionalInt.empty() : OptionalInt.of(ceiling),
                            row.getDouble("rate"),
                            Duration.of(row.getLong("silent_micros"), ChronoUnit.MICROS),
                            row.getLong("holders")));
                }
            }
            return hosts;
        });
    }

    private Reservation reservation(ResultSet row, long sent, long received) throws SQLException {
        row.next();
        DatabaseClock.Sample answer = new DatabaseClock.Sample(
                sent, received, nanos(row.getLong("waited")), nanos(row.getLong("worked_out")));
        DatabaseClock.Offset offset = clock.learn(answer);
        lead.learn(answer);
        Duration retryIn = Duration.of(Math.max(0, row.getLong("retry")), ChronoUnit.MICROS);
        if (row.getBoolean("blocked")) {
            return new Reservation.Blocked(retryIn);
        }
        Long[] starts = (Long[]) row.getArray("slots").getArray();
        if (starts.length == 0) {
            return Reservation.busy(offset, retryIn, settings);
        }
        long[] nanos = Arrays.stream(starts).mapToLong(SlotStore::nanos).toArray();
        return Reservation.granted(offset, answer, settings, nanos);
    }

    /**
     * How long answers are on their way lately: slots that begin sooner would be over when they arrive. The quicker of the
     * last two, since one that was held up once has cost its slots already, and a lead leaves slots to nobody.
     */
    private static final class Lead {

        /** Less than the horizon: whoever is far away gets slots too. */
        private final Duration most;

        private long last;
        private long before;

        Lead(Duration most) {
            this.most = most;
        }

        synchronized void learn(DatabaseClock.Sample answer) {
            before = last;
            last = answer.trip();
        }

        synchronized Duration get() {
            return Duration.ofNanos(Math.min(most.toNanos(), Math.min(last, before)));
        }
    }

    private <T> T bounded(String sql, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.getAutoCommit()) {
                // the row of the host would stay locked until the end of somebody else's transaction
                throw new IllegalStateException(
                        "The request budget needs connections outside transactions; switch them off for its data source.");
            }
            int previous = connection.getNetworkTimeout();
            // the statement's own timeout needs a database that can be reached
            connection.setNetworkTimeout(
                    Runnable::run, (int) settings.queryTimeout().plus(GRACE).toMillis());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setQueryTimeout(
                        (int) Math.max(1, settings.queryTimeout().toSeconds()));
                return work.on(statement);
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, previous);
                }
            }
        }
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    private static long nanos(long micros) {
        return TimeUnit.MICROSECONDS.toNanos(micros);
    }

    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }
}
