package io.coupabridge.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.simulator.limit.Limits;
import io.coupabridge.simulator.limit.RetryAfterForm;
import io.coupabridge.simulator.oauth.ClientControl;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** One instance's settings as JSON; what is left out has the default of {@link InstanceSpec} and of the switches. */
public record InstanceConfig(
        String name,
        Integer port,
        Integer users,
        Integer expenseLines,
        Long seed,
        String zone,
        Long latencyMillis,
        String emailDomain,
        Long firstUserId,
        Long firstReportId,
        Long firstLineId,
        Integer idGap,
        Long idLeap,
        Double recentShare,
        Integer recentDays,
        Integer oldestDays,
        Integer tiedUpdates,
        Integer walletPermille,
        Integer itemisedPermille,
        Integer awkwardPermille,
        Integer nullEmailPermille,
        Long tokenLifetimeSeconds,
        LimitConfig limit,
        ObjectNode switches,
        List<ClientConfig> clients,
        List<FaultConfig> faults) {

    /** @throws IllegalArgumentException with one sentence that names the setting */
    void check() {
        if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "An instance needs a name of lower-case letters, digits and hyphens, not " + name + ".");
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("The port of " + name + " is not between 0 and 65535: " + port + ".");
        }
        if (latencyMillis != null && latencyMillis < 0) {
            throw new IllegalArgumentException("The latency of " + name + " is negative: " + latencyMillis + ".");
        }
        spec();
    }

    InstanceSpec spec() {
        InstanceSpec spec = InstanceSpec.defaults();
        spec = with(spec, port, InstanceSpec::port);
        spec = with(spec, users, InstanceSpec::users);
        spec = with(spec, expenseLines, InstanceSpec::expenseLines);
        spec = with(spec, seed, InstanceSpec::seed);
        spec = with(spec, zone, (to, id) -> to.zone(zone(id)));
        spec = with(spec, latencyMillis, (to, millis) -> to.latency(Duration.ofMillis(millis)));
        spec = with(spec, emailDomain, InstanceSpec::emailDomain);
        spec = with(spec, idGap, InstanceSpec::idGap);
        spec = with(spec, idLeap, InstanceSpec::idLeap);
        spec = with(spec, tiedUpdates, InstanceSpec::tiedUpdates);
        spec = with(spec, walletPermille, InstanceSpec::walletLines);
        spec = with(spec, itemisedPermille, InstanceSpec::itemisedReports);
        spec = with(spec, awkwardPermille, InstanceSpec::awkwardText);
        spec = with(spec, nullEmailPermille, InstanceSpec::nullEmails);
        return spec.firstIds(or(firstUserId, 1_001L), or(firstReportId, 7_001L), or(firstLineId, 90_001L))
                .expenseDates(or(recentShare, 0.9), or(recentDays, 85), or(oldestDays, 180));
    }

    private static <T> InstanceSpec with(InstanceSpec spec, T value, BiFunction<InstanceSpec, T, InstanceSpec> set) {
        return value == null ? spec : set.apply(spec, value);
    }

    private static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "The zone of " + name + " is unknown: " + id + ". An example is Europe/Berlin.", unknown);
        }
    }

    /** Makes the instance and turns it into what these settings say. */
    CoupaInstance start(CoupaSimulator simulator) {
        CoupaInstance instance = simulator.instance(name, spec());
        if (tokenLifetimeSeconds != null) {
            instance.tokens().lifetime(Duration.ofSeconds(tokenLifetimeSeconds));
        }
        if (limit != null) {
            limit.apply(instance.limits());
        }
        if (switches != null) {
            ConfigReader.update(instance.switches(), switches);
        }
        or(clients, List.<ClientConfig>of()).forEach(client -> client.apply(instance));
        or(faults, List.<FaultConfig>of()).forEach(fault -> instance.faults().inject(fault.rule()));
        return instance;
    }

    /** A limit; rate 0 for none. */
    record LimitConfig(
            Double rate,
            Integer burst,
            Integer rejectStatus,
            RetryAfterForm retryAfter,
            Long retryAfterSeconds,
            Boolean queueing,
            Double neighbour,
            Boolean countGrants) {

        void apply(Limits limits) {
            if (rate != null && rate <= 0) {
                limits.off();
            } else if (rate != null || burst != null) {
                limits.on(or(rate, Limits.COUPA_RATE), or(burst, Limits.COUPA_BURST));
            }
            if (rejectStatus != null) {
                limits.rejectWith(rejectStatus);
            }
            if (retryAfter != null) {
                limits.retryAfter(retryAfter, Duration.ofSeconds(or(retryAfterSeconds, 1L)));
            }
            if (queueing != null) {
                limits.queueing(queueing);
            }
            if (neighbour != null) {
                limits.neighbour(neighbour);
            }
            if (countGrants != null) {
                limits.countGrants(countGrants);
            }
        }
    }

    /** An OAuth2 client. Its text form leaves the secret out. */
    record ClientConfig(String id, String secret, Set<String> scopes, Boolean active, Long actsAs) {

        ClientControl apply(CoupaInstance instance) {
            if (id == null || secret == null || scopes == null || scopes.isEmpty()) {
                throw new IllegalArgumentException(
                        "A client of " + instance.name() + " needs an id, a secret and at least one scope.");
            }
            ClientControl client = instance.client(id, secret, scopes).actsAs(actsAs);
            return Boolean.FALSE.equals(active) ? client.deactivate() : client;
        }

        @Override
        public String toString() {
            return "ClientConfig[id=" + id + ", scopes=" + scopes + "]";
        }
    }

    /** A fault and which requests it strikes: {@code on} is {@code api}, {@code token} or the start of a path. */
    record FaultConfig(ObjectNode fault, String on, Long skip, Long times, Long every, Double share, Long shareSeed) {

        FaultRule rule() {
            if (fault == null) {
                throw new IllegalArgumentException("A fault rule needs a fault, for example {\"status\":503}.");
            }
            ObjectNode described = fault.deepCopy();
            if (described.has("status") && !described.has("body")) {
                described.put("body", FaultBody.JSON_ERROR.name());
            }
            FaultRule rule = FaultRule.of(ConfigReader.read(described, Fault.class));
            String where = or(on, "api");
            if (where.equals("token")) {
                rule.onTokenEndpoint();
            } else if (where.startsWith("/")) {
                rule.onPath(where);
            } else if (!where.equals("api")) {
                throw new IllegalArgumentException("A fault is on api, on token or on a path, not on " + where + ".");
            }
            if (share != null) {
                rule.share(share, or(shareSeed, 1L));
            }
            return rule.skip(or(skip, 0L)).times(or(times, Long.MAX_VALUE)).every(Math.max(1, or(every, 1L)));
        }
    }
}
