package io.coupabridge.token.keyset;

import io.coupabridge.contracts.Task;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the encryption keys are. Without every one of them the service does not start. */
@ConfigMapping(prefix = KeysetConfig.PREFIX)
public interface KeysetConfig {

    String PREFIX = "coupabridge.keysets";

    /** The keyset that encrypts client secrets in this service's database. No other service has it. */
    String CLIENT_SECRETS = PREFIX + ".client-secrets";

    /** The keyset that encrypts client secrets in this service's database. No other service has it. */
    Optional<Path> clientSecrets();

    /**
     * The keysets by the last part of their settings. Each task has one, {@link Task#keysetSetting}, which its service has
     * too. From the environment, names come in another spelling: look a keyset up by its setting.
     */
    @WithParentName
    Map<String, String> byName();

    /** The settings that this service has, one for client secrets and one for each task. */
    static List<String> settings() {
        return Stream.concat(Stream.of(CLIENT_SECRETS), Task.all().stream().map(Task::keysetSetting))
                .toList();
    }
}
