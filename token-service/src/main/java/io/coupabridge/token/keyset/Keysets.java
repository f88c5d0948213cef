package io.coupabridge.token.keyset;

import io.coupabridge.contracts.Task;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** The keys of this service: one keyset for client secrets, and one per task so that no reader can open another's tokens. */
@Singleton
public class Keysets {

    private final Map<String, Sealer> sealers = new LinkedHashMap<>();

    /**
     * @throws IllegalStateException when a keyset is not named, is of no task, or opens what another has sealed; the
     *     message names the settings
     */
    public Keysets(KeysetConfig settings, Config config) {
        refuseUnknown(settings.byName().keySet());
        for (String setting : KeysetConfig.settings()) {
            sealers.put(setting, sealer(setting, config));
        }
        refuseShared();
    }

    /** Seals and opens client secrets and imported API keys. */
    public Sealer clientSecrets() {
        return sealers.get(KeysetConfig.CLIENT_SECRETS);
    }

    /** Seals and opens the tokens of one task. */
    public Sealer tokens(Task task) {
        return sealers.get(task.keysetSetting());
    }

    private static void refuseUnknown(Set<String> names) {
        Set<String> known =
                KeysetConfig.settings().stream().map(StartRules::variable).collect(Collectors.toSet());
        for (String name : names) {
            String setting = KeysetConfig.PREFIX + "." + name;
            if (!known.contains(StartRules.variable(setting))) {
                throw new IllegalStateException(
                        setting + " is the keyset of no task. Known are " + KeysetConfig.settings() + ".");
            }
        }
    }

    private static Sealer sealer(String setting, Config config) {
        Path file = config.getOptionalValue(setting, Path.class)
                .orElseThrow(
                        () -> new IllegalStateException(
                                setting
                                        + " is not set. Name the keyset file; the service does not start without its encryption keys."));
        return Sealer.fromKeysetFile(file);
    }

    /** Whatever the files are called and however they are linked or copied, it is their keys that must differ. */
    private void refuseShared() {
        for (Map.Entry<String, Sealer> sealing : sealers.entrySet()) {
            String sealed = sealing.getValue().seal(Secret.of("probe"), "coupabridge.probe");
            for (Map.Entry<String, Sealer> opening : sealers.entrySet()) {
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
