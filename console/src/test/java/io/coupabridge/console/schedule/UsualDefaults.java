package io.coupabridge.console.schedule;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Tenants have schedules, as in an installation that changes no setting. */
public final class UsualDefaults implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "coupabridge.schedules.default.roster", "every P1D",
                "coupabridge.schedules.default.expense", "every PT6H");
    }
}
