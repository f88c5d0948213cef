package io.coupabridge.simulator;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.data.DataSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * What an instance is made as, from Java or from JSON, where its fields are the settings. Immutable: every method gives a
 * changed copy. The same spec at the same moment makes the same data.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class InstanceSpec implements Cloneable {

    private static final int MOST = 100_000_000;

    private String name;
    private int port;
    private int users = 100;
    private int expenseLines = 500;
    private long seed = 1;
    private String zone = "America/Los_Angeles";
    private long latencyMillis;
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
    private Long tokenLifetimeSeconds;
    private LimitSettings limit;
    private ObjectNode switches;
    private List<ClientSettings> clients = List.of();
    private List<FaultSettings> faults = List.of();

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
            copy.checkData();
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
        return with(copy -> copy.users = count);
    }

    /** Reports follow from the lines: there is one for about every eight. */
    public InstanceSpec expenseLines(int count) {
        return with(copy -> copy.expenseLines = count);
    }

    public InstanceSpec seed(long number) {
        return with(copy -> copy.seed = number);
    }

    /** The company's zone: dates are midnights there, and times are printed in its offset. */
    public InstanceSpec zone(ZoneId id) {
        return with(copy -> copy.zone = id.getId());
    }

    /** How long every answer takes at least, counted from the request's arrival. */
    public InstanceSpec latency(Duration time) {
        return with(copy -> copy.latencyMillis = time.toMillis());
    }

    /** Refuses requests above this rate, as {@link io.coupabridge.simulator.limit.Limits} does. */
    public InstanceSpec limit(double requestsPerSecond, int burstSize) {
        return with(copy -> copy.limit = LimitSettings.of(requestsPerSecond, burstSize));
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
        return with(copy -> copy.idGap = distance);
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
            copy.recentShare = share;
            copy.recentDays = withinDays;
            copy.oldestDays = oldest;
        });
    }

    /** So many neighbouring records share one second of {@code updated-at}. */
    public InstanceSpec tiedUpdates(int records) {
        return with(copy -> copy.tiedUpdates = records);
    }

    /** For how many of a thousand lines there is no report yet. */
    public InstanceSpec walletLines(int permille) {
        return with(copy -> copy.walletPermille = permille);
    }

    /** For how many of a thousand reports with four lines or more the first line is itemised into the next two. */
    public InstanceSpec itemisedReports(int permille) {
        return with(copy -> copy.itemisedPermille = permille);
    }

    /** For how many of a thousand lines the description has line breaks, emoji, right-to-left text, NUL or 1,550 characters. */
    public InstanceSpec awkwardText(int permille) {
        return with(copy -> copy.awkwardPermille = permille);
    }

    /** For how many of a thousand users the e-mail is null. */
    public InstanceSpec nullEmails(int permille) {
        return with(copy -> copy.nullEmailPermille = permille);
    }

    /** @throws IllegalArgumentException with one sentence that names the setting */
    InstanceSpec check() {
        if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "An instance needs a name of lower-case letters, digits and hyphens, not " + name + ".");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port of " + name + " is not between 0 and 65535: " + port + ".");
        }
        if (latencyMillis < 0) {
            throw new IllegalArgumentException("The latency of " + name + " is negative: " + latencyMillis + ".");
        }
        zone();
        checkData();
        return this;
    }

    private void checkData() {
        check("number of users", users, 0, MOST);
        check("number of expense lines", expenseLines, 0, MOST);
        check("id gap", idGap, 1, 1_000_000);
        check("number of recent days", recentDays, 1, 10_000);
        check("number of days of the oldest", oldestDays, recentDays + 10, 20_000);
        check("number of tied updates", tiedUpdates, 1, MOST);
        check("share of wallet lines", walletPermille, 0, 1_000);
        check("share of itemised reports", itemisedPermille, 0, 1_000);
        check("share of awkward texts", awkwardPermille, 0, 1_000);
        check("share of null e-mails", nullEmailPermille, 0, 1_000);
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The " + what + " has to be between " + least + " and " + most + ", not " + value + ".");
        }
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "The zone of " + name + " is unknown: " + zone + ". An example is Europe/Berlin.", unknown);
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    Duration latency() {
        return Duration.ofMillis(latencyMillis);
    }

    /** Turns a new instance into what these settings say beside its data. */
    void apply(CoupaInstance instance) {
        if (tokenLifetimeSeconds != null) {
            instance.tokens().lifetime(Duration.ofSeconds(tokenLifetimeSeconds));
        }
        if (limit != null) {
            limit.apply(instance.limits());
        }
        if (switches != null) {
            ConfigReader.update(instance.switches(), switches);
        }
        clients.forEach(client -> client.apply(instance));
        faults.forEach(fault -> instance.faults().inject(fault.rule()));
    }

    DataSpec data(String instanceName) {
        return new DataSpec(
                users,
                expenseLines,
                seed,
                zone(),
                emailDomain == null ? instanceName + ".example" : emailDomain,
                firstUserId,
                firstReportId,
                firstLineId,
                idGap,
                idLeap,
                Math.max(0, Math.min(1, recentShare)),
                recentDays,
                oldestDays,
                tiedUpdates,
                walletPermille,
                itemisedPermille,
                awkwardPermille,
                nullEmailPermille);
    }
}
