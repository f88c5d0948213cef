package io.coupabridge.token.verification;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.mint.TokenConfig;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether the tokens of a client live side by side. Coupa does not say so, and with one that ends a client's
 * tokens when it grants the next, each renewal for one task would stop the runs of the others (ADR 25).
 */
@Singleton
class Siblings {

    private final Tokens tokens;
    private final ApiCheck api;
    private final TokenConfig config;
    private final InstantSource clock;

    Siblings(Tokens tokens, ApiCheck api, TokenConfig config, InstantSource clock) {
        this.tokens = tokens;
        this.api = api;
        this.config = config;
        this.clock = clock;
    }

    /** Every task has its finding; asks with the tokens that are older than the one that was granted last. */
    Step check(ConnectionRow connection, VerificationData data) throws InterruptedException {
        Map<Task, TokenState> all = issued(connection);
        Optional<Task> last = all.keySet().stream()
                .max(Comparator.comparing(task -> all.get(task).usableFrom()));
        if (connection.shares() || last.isEmpty() || !data.findings().containsKey(last.get())) {
            return new Step.Settled(data);
        }
        Map<Task, TokenState> granted = new LinkedHashMap<>(all);
        granted.keySet().removeIf(task -> verdict(connection, data, task) != Verdict.GRANTED);
        for (Map.Entry<Task, TokenState> older : granted.entrySet()) {
            if (older.getKey().equals(last.get())) {
                continue;
            }
            CheckResult result = ask(connection, older.getKey(), older.getValue());
            if (result instanceof CheckResult.NoBudget noBudget) {
                return new Step.Later(clock.instant().plus(noBudget.retryIn()).plus(Verification.SHORTEST_WAIT), data);
            }
            if (result instanceof CheckResult.Unauthorized) {
                return data.tooEarly() < Verification.TOO_EARLY
                        // once is nothing: it may have been asked while it was being replaced
                        ? new Step.Later(clock.instant().plus(config.usableAfter()), data.tooEarlyAgain())
                        : new Step.Together(Set.copyOf(granted.keySet()), data);
            }
        }
        return new Step.Settled(data);
    }

    private Map<Task, TokenState> issued(ConnectionRow connection) {
        Map<Task, TokenState> all = new LinkedHashMap<>();
        for (Task task : connection.wanted()) {
            tokens.find(connection.tenantId(), task)
                    .filter(token -> TaskTokens.isOf(connection, token))
                    .filter(token -> token.expiresAt().isAfter(clock.instant().plus(config.renewBeforeEnd())))
                    .ifPresent(token -> all.put(task, token));
        }
        return all;
    }

    private static Verdict verdict(ConnectionRow connection, VerificationData data, Task task) {
        TaskAccess found = data.findings().get(task);
        return (found == null ? connection.access(task) : found).verdict();
    }

    /** What it answers where there is nothing to ask with is as good as any answer. */
    private CheckResult ask(ConnectionRow connection, Task task, TokenState token) throws InterruptedException {
        try {
            Optional<Secret> opened = tokens.open(connection.tenantId(), task, token.version());
            return opened.isEmpty() ? new CheckResult.Answered(task) : api.checkAgain(connection, task, opened.get());
        } catch (UnsealException e) {
            return new CheckResult.Answered(task);
        }
    }
}
