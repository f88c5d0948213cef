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
import java.util.stream.Collectors;

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
        Optional<Task> last = newest(all);
        boolean known = connection.shares() && !connection.sharesInPart();
        if (known || data.triedTogether() || last.isEmpty()) {
            return new Step.Settled(data);
        }
        Map<Task, TokenState> older = new LinkedHashMap<>(all);
        older.keySet().retainAll(granted(connection, data));
        older.values()
                .removeIf(token ->
                        !token.usableFrom().isBefore(all.get(last.get()).usableFrom()));
        boolean alive = !older.isEmpty();
        for (Map.Entry<Task, TokenState> token : older.entrySet()) {
            Optional<CheckResult> result = ask(connection, token.getKey(), token.getValue());
            if (result.filter(CheckResult.NoBudget.class::isInstance).isPresent()) {
                return later((CheckResult.NoBudget) result.get(), data);
            }
            if (result.filter(CheckResult.Unauthorized.class::isInstance).isPresent()) {
                return data.tooEarly() < Verification.TOO_EARLY
                        // once is nothing: it may have been asked while it was being replaced
                        ? new Step.Later(clock.instant().plus(config.usableAfter()), data.tooEarlyAgain())
                        : unlessAllAreRefused(
                                connection, data, last.get(), new Step.Together(granted(connection, data), data));
            }
            alive = alive && accepts(result);
        }
        // those that share a token do so for nothing
        return connection.shares() && alive ? new Step.Apart(data) : new Step.Settled(data);
    }

    /**
     * Coupa refuses the token of a task that is being checked.
     *
     * @return how it goes on if another token was granted later, which may have ended this one: then it says nothing of the
     *     task. Empty if there is none
     */
    Optional<Step> ended(ConnectionRow connection, VerificationData data, Task task, TokenState token)
            throws InterruptedException {
        Map<Task, TokenState> later = issued(connection);
        later.values().removeIf(other -> !other.usableFrom().isAfter(token.usableFrom()));
        Optional<Task> last = newest(later);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Step another =
                new Step.Later(clock.instant().plus(Verification.SHORTEST_WAIT), data.anew(task, token.version()));
        if (data.triedTogether() || later.containsKey(task)) {
            return Optional.of(another);
        }
        Set<Task> sharing = granted(connection, data.with(task, VerificationMessages.granted(task)));
        Step step = unlessAllAreRefused(connection, data, last.get(), new Step.Together(sharing, data));
        return Optional.of(step instanceof Step.Settled ? another : step);
    }

    /** Tasks share a token only if Coupa accepts the newest one while it refuses another: else it may refuse them all. */
    private Step unlessAllAreRefused(ConnectionRow connection, VerificationData data, Task last, Step.Together together)
            throws InterruptedException {
        TokenState newest = issued(connection).get(last);
        if (newest != null && clock.instant().isBefore(newest.usableFrom())) {
            return new Step.Later(newest.usableFrom(), data);
        }
        Optional<CheckResult> control = newest == null ? Optional.empty() : ask(connection, last, newest);
        if (control.filter(CheckResult.NoBudget.class::isInstance).isPresent()) {
            return later((CheckResult.NoBudget) control.get(), data);
        }
        return accepts(control) ? together : new Step.Settled(data);
    }

    private Step later(CheckResult.NoBudget noBudget, VerificationData data) {
        return new Step.Later(clock.instant().plus(noBudget.retryIn()).plus(Verification.SHORTEST_WAIT), data);
    }

    /** A task may be refused, and its token accepted. */
    private static boolean accepts(Optional<CheckResult> result) {
        return result.filter(r -> r instanceof CheckResult.Answered || r instanceof CheckResult.Found)
                .isPresent();
    }

    private static Optional<Task> newest(Map<Task, TokenState> tokens) {
        return tokens.keySet().stream()
                .max(Comparator.comparing(task -> tokens.get(task).usableFrom()));
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

    private static Set<Task> granted(ConnectionRow connection, VerificationData data) {
        return connection.wanted().stream()
                .filter(task -> verdict(connection, data, task) == Verdict.GRANTED)
                .collect(Collectors.toSet());
    }

    private static Verdict verdict(ConnectionRow connection, VerificationData data, Task task) {
        TaskAccess found = data.findings().get(task);
        return (found == null ? connection.access(task) : found).verdict();
    }

    /** Empty where there is nothing to ask with. */
    private Optional<CheckResult> ask(ConnectionRow connection, Task task, TokenState token)
            throws InterruptedException {
        Optional<Secret> opened;
        try {
            opened = tokens.open(connection.tenantId(), task, token.version());
        } catch (UnsealException e) {
            return Optional.empty();
        }
        return opened.isEmpty() ? Optional.empty() : Optional.of(api.checkAgain(connection, task, opened.get()));
    }
}
