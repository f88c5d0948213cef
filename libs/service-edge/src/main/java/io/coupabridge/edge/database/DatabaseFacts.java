package io.coupabridge.edge.database;

import io.coupabridge.edge.doctor.ClockWords;
import io.coupabridge.edge.doctor.Findings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * What a database says of itself.
 *
 * @param version as {@code server_version_num}
 * @param ahead how far its clock is ahead of this replica's
 * @param roundTrip how long it took to ask, so that the clocks are known no better
 * @param synchronousCommit the setting's value
 * @param waitsForStandby whether a standby is named that commits wait for
 * @param standbys how many follow it
 */
record DatabaseFacts(
        int version,
        boolean standby,
        boolean readOnly,
        Duration ahead,
        Duration roundTrip,
        String synchronousCommit,
        boolean waitsForStandby,
        int standbys) {

    /** Of all replicas and databases, as operators are told. */
    static final Duration CLOCKS_WITHIN = Duration.ofSeconds(1);

    /** The oldest that the tests run with. */
    private static final int LEAST_VERSION = 15;

    private static final int PER_VERSION = 10_000;
    private static final int CANCEL_SECONDS = 3;

    private static final String ASK = """
            select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby,
                   current_setting('transaction_read_only')::boolean as read_only, clock_timestamp() as now,
                   current_setting('synchronous_commit') as synchronous_commit,
                   current_setting('synchronous_standby_names') <> '' as waits_for_standby,
                   (select count(*) from pg_stat_replication) as standbys
            """;

    static DatabaseFacts of(Connection connection, Clock clock) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(CANCEL_SECONDS);
            Instant before = clock.instant();
            try (ResultSet row = statement.executeQuery(ASK)) {
                Duration roundTrip = Duration.between(before, clock.instant());
                row.next();
                Instant now = row.getObject("now", OffsetDateTime.class).toInstant();
                return new DatabaseFacts(
                        row.getInt("version"),
                        row.getBoolean("standby"),
                        row.getBoolean("read_only"),
                        Duration.between(before.plus(roundTrip.dividedBy(2)), now),
                        roundTrip,
                        row.getString("synchronous_commit"),
                        row.getBoolean("waits_for_standby"),
                        row.getInt("standbys"));
            }
        }
    }

    /** @param database in words, such as "The database roster-service" */
    void judge(String database, Findings findings) {
        if (version / PER_VERSION < LEAST_VERSION) {
            findings.mend(
                    database + " runs PostgreSQL " + version / PER_VERSION + "; " + LEAST_VERSION
                            + " is the oldest that is tested.",
                    "Update its server.");
        }
        if (standby) {
            findings.mend(
                    database + " takes no writes: its server is a standby.",
                    "Let the JDBC URL lead to the primary, or promote this one if it is synchronous.");
        } else if (readOnly) {
            findings.mend(
                    database + " takes no writes: it is read-only.",
                    "Find out who set default_transaction_read_only, for the database, its role or its server. Set it"
                            + " to off.");
        }
        judgeClock(database, findings);
        judgeCommits(database, findings);
        findings.seen(database + " runs PostgreSQL " + version / PER_VERSION + ", whose clock is "
                + ClockWords.apart(ahead) + " this replica's.");
    }

    private void judgeClock(String database, Findings findings) {
        if (ahead.abs().compareTo(CLOCKS_WITHIN.plus(roundTrip.dividedBy(2))) > 0) {
            findings.mend(
                    "The clock of " + lower(database) + " is " + ClockWords.apart(ahead) + " this replica's.",
                    "Correct the clock that is wrong: ask another replica. Correct that of the request budget slowly, as"
                            + " docs/operate.md says.");
        }
    }

    private void judgeCommits(String database, Findings findings) {
        if (synchronousCommit.equals("off")) {
            findings.mend(
                    database + " has synchronous_commit=off, so a crash may lose what it has acknowledged.",
                    "Set it to on for the database and its role.");
        } else if (waitsForStandby && synchronousCommit.equals("local")) {
            findings.mend(
                    database + " has synchronous_commit=local, so its commits wait for no standby.",
                    "Set it to on for the database and its role. Only a synchronous standby may take over.");
        } else if (!waitsForStandby && standbys > 0) {
            findings.note(
                    database + " has standbys, of which none is synchronous.",
                    "Only a synchronous standby may take over. Name it in synchronous_standby_names if one shall.");
        }
    }

    private static String lower(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}
