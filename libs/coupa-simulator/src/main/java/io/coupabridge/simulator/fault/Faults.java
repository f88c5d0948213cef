package io.coupabridge.simulator.fault;

import io.coupabridge.simulator.log.LoggedRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The faults of one instance. The first rule that strikes a request decides. Thread-safe. */
public final class Faults {

    private final List<FaultRule> rules = new CopyOnWriteArrayList<>();

    /** Adds a rule behind those that are there. @return the same rule, to watch or end it */
    public FaultRule inject(FaultRule rule) {
        rules.add(rule);
        return rule;
    }

    /** The next request for {@code /api/}. */
    public FaultRule next(Fault fault) {
        return next(1, fault);
    }

    /** The next so many requests for {@code /api/}. */
    public FaultRule next(int requests, Fault fault) {
        return inject(FaultRule.of(fault).times(requests));
    }

    /** The so-manieth request for {@code /api/} from now on, counting from 1. */
    public FaultRule nth(long number, Fault fault) {
        return inject(FaultRule.of(fault).nth(number));
    }

    /** Every request for {@code /api/} until it is removed. */
    public FaultRule always(Fault fault) {
        return inject(FaultRule.of(fault));
    }

    /** The next so many calls of the token endpoint. */
    public FaultRule nextGrants(int requests, Fault fault) {
        return inject(FaultRule.of(fault).onTokenEndpoint().times(requests));
    }

    /** Every call of the token endpoint until it is removed. */
    public FaultRule allGrants(Fault fault) {
        return inject(FaultRule.of(fault).onTokenEndpoint());
    }

    /** Those that can still strike. */
    public List<FaultRule> rules() {
        rules.removeIf(FaultRule::isOver);
        return List.copyOf(rules);
    }

    public void clear() {
        rules.clear();
    }

    /** The fault that strikes this request, if one does; asking counts. */
    public Optional<Fault> strike(LoggedRequest request) {
        for (FaultRule rule : rules) {
            if (rule.strikes(request)) {
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }
}
