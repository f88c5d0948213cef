package io.coupabridge.token.keyset;

import io.coupabridge.contracts.Task;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.LiveKeyset;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * The keys of this service: one keyset for client secrets, one per task so that no reader can open another's tokens, and the
 * one that signs events.
 */
@Singleton
public class Keysets {

    private final Map<String, Sealer> sealers = new LinkedHashMap<>();
    private final EventSigner events;

    /**
     * @throws IllegalStateException when a keyset is not named, cannot be used, is of no task, or opens what another has
     *     sealed; the message names the settings
     */
    public Keysets(KeysetConfig settings, Config config) {
        refuseUnknown(settings.byName().keySet());
        KeyEncryption encryption = encryption(config);
        for (String setting : KeysetConfig.encrypting()) {
            sealers.put(setting, read(setting, config, file -> Sealer.fromKeysetFile(file, encryption)));
        }
        events = read(KeysetConfig.EVENT_SIGNING, config, file -> EventSigner.fromKeysetFile(file, encryption));
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

    /** Signs what this service tells of connections and tokens. */
    public EventSigner events() {
        return events;
    }

    /** Every keyset by its setting; the keys follow their files. */
    public Map<String, LiveKeyset<?>> live() {
        Map<String, LiveKeyset<?>> live = new LinkedHashMap<>();
        sealers.forEach((setting, sealer) -> live.put(setting, sealer.keyset()));
        live.put(KeysetConfig.EVENT_SIGNING, events.keyset());
        return live;
    }

    private static KeyEncryption encryption(Config config) {
        try {
            return KeyEncryption.of(config.getOptionalValue(KeysetConfig.KEK_URI, String.class));
        } catch (KeysetException e) {
            throw new IllegalStateException(KeysetConfig.KEK_URI + ": " + e.getMessage(), e);
        }
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

    private static <T> T read(String setting, Config config, Function<Path, T> reading) {
        Path file = config.getOptionalValue(setting, Path.class)
                .orElseThrow(() -> new IllegalStateException(
                        setting + " is not set. Name the keyset file; the service does not start without its keys."));
        try {
            return reading.apply(file);
        } catch (KeysetException e) {
            throw new IllegalStateException(setting + ": " + e.getMessage(), e);
        }
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
