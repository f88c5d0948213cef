package io.coupabridge.token.keyset;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** The keys of this service: one keyset for client secrets, and one per task so that no reader can open another's tokens. */
@Singleton
public class Keysets {

    private final Map<String, Sealer> sealers = new LinkedHashMap<>();

    /**
     * @throws IllegalStateException when a keyset is not named, is of no task, or opens what another has sealed; the
     *     message names the settings
     */
    public Keysets(Config config) {
        refuseUnknown(config);
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

    private static void refuseUnknown(Config config) {
        for (String name : config.getPropertyNames()) {
            boolean known = KeysetConfig.settings().stream().anyMatch(setting -> same(setting, name));
            if (!known && asVariable(name).startsWith(asVariable(KeysetConfig.PREFIX) + "_")) {
                throw new IllegalStateException(
                        name + " is the keyset of no task. Known are " + KeysetConfig.settings() + ".");
            }
        }
    }

    private static boolean same(String setting, String name) {
        return asVariable(setting).equals(asVariable(name));
    }

    /** An environment variable has its own spelling of a setting. */
    private static String asVariable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
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
