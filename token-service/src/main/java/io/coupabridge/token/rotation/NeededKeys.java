package io.coupabridge.token.rotation;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.secrets.LiveKeyset;
import io.coupabridge.token.keyset.KeysetConfig;
import io.coupabridge.token.keyset.Keysets;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Keeps a replica from working with a file that lacks keys of stored client secrets: nobody but it would notice. */
@Singleton
public class NeededKeys {

    private final Keysets keysets;
    private final AgroalDataSource database;

    NeededKeys(Keysets keysets, AgroalDataSource database) {
        this.keysets = keysets;
        this.database = database;
    }

    /** @throws IllegalStateException when a client secret or a fingerprint has a key that the file lacks; says which */
    public void requireThere() {
        LiveKeyset<?> keyset = keysets.clientSecrets().keyset();
        // what names no key at all is damage, which no file heals
        List<SealedCount> lost = counts().stream()
                .filter(count -> count.setting().equals(KeysetConfig.CLIENT_SECRETS))
                .filter(count -> count.key().isPresent()
                        && !keyset.ids().contains(count.key().getAsLong()))
                .toList();
        if (!lost.isEmpty()) {
            throw new IllegalStateException("the keyset file " + keyset.file() + " lacks keys "
                    + lost.stream()
                            .map(count -> count.key().getAsLong())
                            .distinct()
                            .toList()
                    + " that have sealed " + lost + ". Put them back into the file.");
        }
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
