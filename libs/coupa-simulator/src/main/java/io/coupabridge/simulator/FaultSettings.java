package io.coupabridge.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import io.coupabridge.simulator.fault.FaultRule;

/** A fault and which requests it strikes: {@code on} is {@code api}, {@code token} or the start of a path. */
record FaultSettings(ObjectNode fault, String on, long skip, Long times, long every, Double share, Long shareSeed) {

    FaultRule rule() {
        if (fault == null) {
            throw new IllegalArgumentException("A fault rule needs a fault, for example {\"status\":503}.");
        }
        ObjectNode described = fault.deepCopy();
        if (described.has("status") && !described.has("body")) {
            described.put("body", FaultBody.JSON_ERROR.name());
        }
        FaultRule rule = FaultRule.of(ConfigReader.read(described, Fault.class));
        String where = on == null ? "api" : on;
        if (where.equals("token")) {
            rule.onTokenEndpoint();
        } else if (where.startsWith("/")) {
            rule.onPath(where);
        } else if (!where.equals("api")) {
            throw new IllegalArgumentException("A fault is on api, on token or on a path, not on " + where + ".");
        }
        if (share != null) {
            rule.share(share, shareSeed == null ? 1 : shareSeed);
        }
        return rule.skip(skip).times(times == null ? Long.MAX_VALUE : times).every(Math.max(1, every));
    }
}
