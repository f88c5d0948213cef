package io.coupabridge.simulator;

import io.coupabridge.simulator.data.DataSpec;
import java.time.Duration;
import java.time.ZoneId;

/**
 * What an instance is made as. Immutable: every method gives a changed copy. The same spec at the same moment makes the
 * same data.
 */
public final class InstanceSpec implements Cloneable {

    private static final int MOST = 100_000_000;

    private int port;
    private int users = 100;
    private int expenseLines = 500;
    private long seed = 1;
    private ZoneId zone = ZoneId.of("America/Los_Angeles");
    private Duration latency = Duration.ZERO;
    private double rate;
    private int burst;
    private String emailDomain;
    private long firstUserId = 1_001;
    private long firstReportId = 7_001;
    private long firstLineId = 90_001;
    private int idGap = 3;
    private long idLeap;
    private double recentShare = 0.9;
    private int recentDays = 85;
    private int oldestDays = 180;
    private int tiedUpdates = 1;
    private int walletPermille = 10;
    private int itemisedPermille = 80;
    private int awkwardPermille = 15;
    private int nullEmailPermille;

    private InstanceSpec() {}

    /** 100 users, 500 expense lines, Los Angeles time, no latency, no limit. */
    public static InstanceSpec defaults() {
        return new InstanceSpec();
    }

    private interface Edit {
        void apply(InstanceSpec copy);
    }

    private InstanceSpec with(Edit edit) {
        try {
            InstanceSpec copy = (InstanceSpec) clone();
            edit.apply(copy);
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The port on 127.0.0.1; 0, the default, for any free one. */
    public InstanceSpec port(int number) {
        return with(copy -> copy.port = number);
    }

    public InstanceSpec users(int count) {
        return with(copy -> copy.users = within("number of users", count, 0, MOST));
    }

    /** Reports follow from the lines: there is one for about every eight. */
    public InstanceSpec expenseLines(int count) {
        return with(copy -> copy.expenseLines = within("number of expense lines", count, 0, MOST));
    }

    public InstanceSpec seed(long number) {
        return with(copy -> copy.seed = number);
    }

    /** The company's zone: dates are midnights there, and times are printed in its offset. */
    public InstanceSpec zone(ZoneId id) {
        return with(copy -> copy.zone = id);
    }

    /** How long every answer takes at least, counted from the request's arrival. */
    public InstanceSpec latency(Duration time) {
        return with(copy -> copy.latency = time);
    }

    /** Refuses requests above this rate, as {@link io.coupabridge.simulator.limit.Limits} does. */
    public InstanceSpec limit(double requestsPerSecond, int burstSize) {
        return with(copy -> {
            copy.rate = requestsPerSecond;
            copy.burst = burstSize;
        });
    }

    /** The domain of e-mail addresses; by default the instance's name and {@code .example}. */
    public InstanceSpec emailDomain(String domain) {
        return with(copy -> copy.emailDomain = domain);
    }

    /** Where ids start; may lie beyond 2^31. */
    public InstanceSpec firstIds(long user, long report, long line) {
        return with(copy -> {
            copy.firstUserId = user;
            copy.firstReportId = report;
            copy.firstLineId = line;
        });
    }

    /** The average distance of neighbouring ids; 1 for no gaps. */
    public InstanceSpec idGap(int distance) {
        return with(copy -> copy.idGap = within("id gap", distance, 1, 1_000_000));
    }

    /** A hole of so many ids in the middle of each kind. */
    public InstanceSpec idLeap(long ids) {
        return with(copy -> copy.idLeap = ids);
    }

    /**
     * The share of expense lines, from 0 to 1, whose expense date lies within the last so many days; the others are
     * older, but for no more than {@code oldestDays}.
     */
    public InstanceSpec expenseDates(double share, int withinDays, int oldest) {
        return with(copy -> {
            copy.recentShare = Math.max(0, Math.min(1, share));
            copy.recentDays = within("number of recent days", withinDays, 1, 10_000);
            copy.oldestDays = within("number of days of the oldest", oldest, withinDays + 10, 20_000);
        });
    }

    /** So many neighbouring records share one second of {@code updated-at}. */
    public InstanceSpec tiedUpdates(int records) {
        return with(copy -> copy.tiedUpdates = within("number of tied updates", records, 1, MOST));
    }

    /** For how many of a thousand lines there is no report yet. */
    public InstanceSpec walletLines(int permille) {
        return with(copy -> copy.walletPermille = within("share of wallet lines", permille, 0, 1_000));
    }

    /** For how many of a thousand reports with four lines or more the first line is itemised into the next two. */
    public InstanceSpec itemisedReports(int permille) {
        return with(copy -> copy.itemisedPermille = within("share of itemised reports", permille, 0, 1_000));
    }

    /** For how many of a thousand lines the description has line breaks, emoji, right-to-left text, NUL or 1,550 characters. */
    public InstanceSpec awkwardText(int permille) {
        return with(copy -> copy.awkwardPermille = within("share of awkward texts", permille, 0, 1_000));
    }

    /** For how many of a thousand users the e-mail is null. */
    public InstanceSpec nullEmails(int permille) {
        return with(copy -> copy.nullEmailPermille = within("share of null e-mails", permille, 0, 1_000));
    }

    private static int within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The " + what + " has to be between " + least + " and " + most + ", not " + value + ".");
        }
        return value;
    }

    int port() {
        return port;
    }

    Duration latency() {
        return latency;
    }

    double rate() {
        return rate;
    }

    int burst() {
        return burst;
    }

    DataSpec data(String instanceName) {
        return new DataSpec(
                users,
                expenseLines,
                seed,
                zone,
                emailDomain == null ? instanceName + ".example" : emailDomain,
                firstUserId,
                firstReportId,
                firstLineId,
                idGap,
                idLeap,
                recentShare,
                recentDays,
                oldestDays,
                tiedUpdates,
                walletPermille,
                itemisedPermille,
                awkwardPermille,
                nullEmailPermille);
    }
}
