package io.coupabridge.token.mint;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What is known of the tokens of many tenants at once. */
@ApplicationScoped
public class TokenStates {

    private final TokenRows rows;

    TokenStates(TokenRows rows) {
        this.rows = rows;
    }

    /** By tenant and task, without the tokens themselves; what has none is absent. */
    @Transactional
    public Map<TenantId, Map<Task, TokenState>> of(Collection<TenantId> tenants) {
        Map<TenantId, Map<Task, TokenState>> states = new HashMap<>();
        rows.list("tenant in ?1", tenants.stream().map(TenantId::value).toList())
                .forEach(row -> Task.find(row.task)
                        .ifPresent(task -> states.computeIfAbsent(new TenantId(row.tenant), any -> new HashMap<>())
                                .put(task, TokenState.of(row))));
        return states;
    }
}
