package io.coupabridge.token.keyset;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.Sealer;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of this service: one keyset for client secrets, and one per task so that no reader can open another's tokens. */
@Singleton
public class Keysets {

    private final Sealer clientSecrets;
    private final Map<Task, Sealer> tokens = new EnumMap<>(Task.class);

    /** @throws IllegalStateException when a keyset is not named or two are the same; the message names the property */
    public Keysets(KeysetConfig config) {
        Path secrets = named("client-secrets", config.clientSecrets());
        Path roster = named("roster-tokens", config.rosterTokens());
        Path expense = named("expense-tokens", config.expenseTokens());
        if (new HashSet<>(List.of(secrets, roster, expense)).size() < 3) {
            throw new IllegalStateException(
                    "coupabridge.keysets.client-secrets, .roster-tokens and .expense-tokens name"
                            + " the same file. Give each its own keyset, so that no service can open what is not meant for it.");
        }
        this.clientSecrets = Sealer.fromKeysetFile(secrets);
        tokens.put(Task.APPLICATION_ROSTER, Sealer.fromKeysetFile(roster));
        tokens.put(Task.EXPENSE_DISCOVERY, Sealer.fromKeysetFile(expense));
    }

    /** Seals and opens client secrets and imported API keys. */
    public Sealer clientSecrets() {
        return clientSecrets;
    }

    /** Seals and opens the tokens of one task. */
    public Sealer tokens(Task task) {
        return tokens.get(task);
    }

    private static Path named(String key, Optional<Path> path) {
        return path.map(Path::toAbsolutePath)
                .map(Path::normalize)
                .orElseThrow(
                        () -> new IllegalStateException("coupabridge.keysets." + key + " is not set. Name the keyset"
                                + " file; the service does not start without its encryption keys."));
    }
}
