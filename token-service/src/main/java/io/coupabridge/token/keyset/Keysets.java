package io.coupabridge.token.keyset;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of this service: one keyset for client secrets, and one per task so that no reader can open another's tokens. */
@Singleton
public class Keysets {

    private static final String CLIENT_SECRETS = "coupabridge.keysets.client-secrets";
    private static final String ROSTER_TOKENS = "coupabridge.keysets.roster-tokens";
    private static final String EXPENSE_TOKENS = "coupabridge.keysets.expense-tokens";

    private final Sealer clientSecrets;
    private final Map<Task, Sealer> tokens = new LinkedHashMap<>();

    /**
     * @throws IllegalStateException when a keyset is not named, or one opens what another has sealed; the message names the
     *     properties
     */
    public Keysets(KeysetConfig config) {
        this.clientSecrets = sealer(CLIENT_SECRETS, config.clientSecrets());
        Sealer roster = sealer(ROSTER_TOKENS, config.rosterTokens());
        Sealer expense = sealer(EXPENSE_TOKENS, config.expenseTokens());
        tokens.put(ApplicationRoster.TASK, roster);
        tokens.put(ExpenseDiscovery.TASK, expense);
        refuseShared(Map.of(CLIENT_SECRETS, clientSecrets, ROSTER_TOKENS, roster, EXPENSE_TOKENS, expense));
    }

    /** Seals and opens client secrets and imported API keys. */
    public Sealer clientSecrets() {
        return clientSecrets;
    }

    /** Seals and opens the tokens of one task. */
    public Sealer tokens(Task task) {
        return tokens.get(task);
    }

    private static Sealer sealer(String key, Optional<Path> path) {
        return Sealer.fromKeysetFile(path.orElseThrow(() -> new IllegalStateException(key
                + " is not set. Name the keyset file; the service does" + " not start without its encryption keys.")));
    }

    /** Whatever the files are called and however they are linked or copied, it is their keys that must differ. */
    private static void refuseShared(Map<String, Sealer> keysets) {
        for (Map.Entry<String, Sealer> sealing : keysets.entrySet()) {
            String sealed = sealing.getValue().seal(Secret.of("probe"), "coupabridge.probe");
            for (Map.Entry<String, Sealer> opening : keysets.entrySet()) {
                if (!opening.getKey().equals(sealing.getKey()) && opens(opening.getValue(), sealed)) {
                    throw new IllegalStateException(sealing.getKey() + " and " + opening.getKey()
                            + " name the same keyset, or one with the other's key. Give each its own, so that no service"
                            + " can open what is not meant for it.");
                }
            }
        }
    }

    private static boolean opens(Sealer sealer, String sealed) {
        try {
            sealer.open(sealed, "coupabridge.probe");
            return true;
        } catch (UnsealException e) {
            return false;
        }
    }
}
