package io.coupabridge.token.rotation;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.secrets.LiveKeyset;
import io.coupabridge.token.keyset.KeysetConfig;
import io.coupabridge.token.keyset.Keysets;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Keeps a replica for a while from working with a file that lacks keys of stored client secrets: nobody but it would notice.
 * Then it works all the same, for one tenant's lost key must not stop all others; that tenant is not judged.
 */
@Singleton
public class NeededKeys {

    private static final Logger LOG = Logger.getLogger(NeededKeys.class);

    /** Longer than a mended file takes to reach a pod. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Keysets keysets;
    private final AgroalDataSource database;
    private final InstantSource clock;
    private Instant until;

    NeededKeys(Keysets keysets, AgroalDataSource database, InstantSource clock) {
        this.keysets = keysets;
        this.database = database;
        this.clock = clock;
    }

    /**
     * To be asked again and again at a start.
     *
     * @throws IllegalStateException within the first five minutes, when a client secret or a fingerprint has a key that the
     *     file lacks; says which
     */
    public void requireThere() {
        LiveKeyset<?> keyset = keysets.clientSecrets().keyset();
        // what names no key at all is damage, which no file heals
        List<SealedCount> lost = counts().stream()
                .filter(count -> count.setting().equals(KeysetConfig.CLIENT_SECRETS))
                .filter(count -> count.key().isPresent()
                        && !keyset.ids().contains(count.key().getAsLong()))
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        String missing = "the keyset file " + keyset.file() + " lacks keys "
                + lost.stream().map(count -> count.key().getAsLong()).distinct().toList() + " that have sealed " + lost
                + ". Put them back into the file.";
        until = until == null ? clock.instant().plus(LONGEST) : until;
        if (clock.instant().isBefore(until)) {
            throw new IllegalStateException(missing);
        }
        LOG.errorf("Work begins without them: %s", missing);
    }

    /** With which keys everything in the database is sealed. */
    List<SealedCount> counts() {
        try (Connection connection = database.getConnection()) {
            return SealedRows.counts(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not say which keys are in use.", e);
        }
    }
}
