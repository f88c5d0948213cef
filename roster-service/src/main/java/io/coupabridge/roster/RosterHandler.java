package io.coupabridge.roster;

import io.coupabridge.client.http.Filter;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.Pass.Sweep;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.handler.TaskHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Who has an account in Coupa. Reads every user whatever their status, so that a leaver is seen going inactive
 * (coupa-api §4).
 */
@ApplicationScoped
public class RosterHandler implements TaskHandler {

    private static final UserMapper MAPPER = new UserMapper();
    private static final Sweep EVERY_USER = new Sweep(null, MAPPER);

    @Override
    public Task task() {
        return ApplicationRoster.TASK;
    }

    @Override
    public List<Pass> passes(RunScope scope) {
        return List.of(new Pass("users", CoupaUser.RESOURCE, updatedIn(scope), MAPPER).sweeping(EVERY_USER));
    }

    @Override
    public DiscoveredUser removed(TenantId tenant, long userId) {
        return DiscoveredUser.removed(tenant, userId);
    }

    private static List<Filter> updatedIn(RunScope scope) {
        return scope.full()
                ? List.of()
                : List.of(Filter.gtOrEq("updated_at", scope.from()), Filter.lt("updated_at", scope.to()));
    }
}
