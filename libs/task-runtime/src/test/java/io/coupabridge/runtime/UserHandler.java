package io.coupabridge.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.handler.TaskHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A small handler, for the runtime's own tests: a user without a login is not to be mapped. */
@ApplicationScoped
class UserHandler implements TaskHandler {

    private static final Resource USERS = new Resource(
            "/api/users",
            "[\"id\",\"login\",\"email\",\"active\",\"updated_at\"]",
            Set.of("id", "login", "email", "active", "updated-at"));

    @Override
    public Task task() {
        return ApplicationRoster.TASK;
    }

    @Override
    public List<Pass> passes(RunScope scope) {
        List<Filter> filters = scope.full()
                ? List.of()
                : List.of(Filter.gtOrEq("updated_at", scope.from()), Filter.lt("updated_at", scope.to()));
        return List.of(new Pass("users", USERS, filters, this::read).sweeping(new Pass.Sweep(null, this::read)));
    }

    @Override
    public DiscoveredUser removed(TenantId tenant, long userId) {
        return DiscoveredUser.removed(tenant, userId);
    }

    private PageMapper.Draft read(Page page, RunScope scope) {
        List<Found> users = new ArrayList<>();
        List<Unmappable> unmappable = new ArrayList<>();
        for (ObjectNode user : page.records()) {
            Instant updated =
                    OffsetDateTime.parse(user.get("updated-at").asText()).toInstant();
            if (!scope.covers(updated)) {
                continue;
            }
            if (text(user, "login") == null) {
                unmappable.add(Unmappable.inItsOwnRow(user, "login is missing."));
            } else {
                users.add(Found.inItsOwnRow(user(scope.tenant(), user, updated)));
            }
        }
        return PageMapper.Draft.of(new MappedPage(users, unmappable, List.of(), Set.of()));
    }

    private static DiscoveredUser user(TenantId tenant, ObjectNode user, Instant updated) {
        return new DiscoveredUser(
                tenant,
                user.get("id").longValue(),
                null,
                0,
                text(user, "login"),
                text(user, "email"),
                null,
                null,
                user.get("active").asBoolean(),
                null,
                null,
                null,
                null,
                null,
                null,
                updated);
    }

    private static String text(JsonNode user, String key) {
        JsonNode value = user.get(key);
        return value == null || value.isNull() || value.asText().isEmpty() ? null : value.asText();
    }
}
