package io.coupabridge.token.keyset;

import io.coupabridge.contracts.Task;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the encryption keys are. Without every one of them the service does not start. {@link Keysets} looks each up by its
 * setting, since tasks are not known when this is compiled.
 */
@ConfigMapping(prefix = KeysetConfig.PREFIX)
public interface KeysetConfig {

    String PREFIX = "coupabridge.keysets";

    /** The keyset that encrypts client secrets in this service's database. No other service has it. */
    String CLIENT_SECRETS = PREFIX + ".client-secrets";

    /** The private keyset that signs events. Their readers have its public one, which cannot sign. */
    String EVENT_SIGNING = PREFIX + ".event-signing";

    /** The key of a KMS that encrypts the keyset files; they lie in the clear without it. */
    String KEK_URI = PREFIX + ".kek-uri";

    /** The files by what follows the prefix; names from the environment come in a spelling of their own. */
    @WithParentName
    Map<String, String> byName();

    /** The settings that this service has. */
    static List<String> settings() {
        return Stream.concat(keysets().stream(), Stream.of(KEK_URI)).toList();
    }

    /** Those that name a keyset. */
    static List<String> keysets() {
        return Stream.concat(encrypting().stream(), Stream.of(EVENT_SIGNING)).toList();
    }

    /** Those whose keysets encrypt: one for client secrets, and {@link Task#keysetSetting} of each task. */
    static List<String> encrypting() {
        return Stream.concat(Stream.of(CLIENT_SECRETS), Task.all().stream().map(Task::keysetSetting))
                .toList();
    }
}
