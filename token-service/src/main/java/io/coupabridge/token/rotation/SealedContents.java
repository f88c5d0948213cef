package io.coupabridge.token.rotation;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.credential.SealedContext;
import io.coupabridge.token.keyset.Keysets;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Opens everything that is sealed in token-service's database, each in its own context. */
final class SealedContents {

    private static final int AT_ONCE = 1_000;

    private final Keysets keysets;
    private final List<String> closed = new ArrayList<>();
    private long opened;

    private SealedContents(Keysets keysets) {
        this.keysets = keysets;
    }

    /**
     * What opened, and what did not.
     *
     * @param closed in words, such as {@code the client secret of northwind}
     */
    record Verdict(long opened, List<String> closed) {}

    static Verdict open(Connection database, Keysets keysets) throws SQLException {
        SealedContents contents = new SealedContents(keysets);
        database.setAutoCommit(false);
        contents.each(
                database,
                "select tenant, base_url, credential_kind, client_id, credential_version, sealed_credential"
                        + " from connection where sealed_credential is not null order by tenant",
                contents::credential);
        contents.each(
                database,
                "select tenant, sealed_fingerprint from grant_call where sealed_fingerprint is not null order by id",
                contents::fingerprint);
        contents.each(
                database,
                "select * from token where status = 'ISSUED' and sealed_token is not null order by tenant, task",
                contents::token);
        return new Verdict(contents.opened, contents.closed);
    }

    private interface Row {

        void open(ResultSet row) throws SQLException;
    }

    private void each(Connection database, String sql, Row action) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setFetchSize(AT_ONCE);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                action.open(rows);
            }
        }
    }

    private void credential(ResultSet row) throws SQLException {
        String context = SealedContext.ofCredential(
                row.getString("tenant"),
                row.getString("base_url"),
                row.getString("credential_kind"),
                row.getString("client_id"),
                row.getLong("credential_version"));
        open(
                keysets.clientSecrets(),
                row.getString("sealed_credential"),
                context,
                "the client secret of " + row.getString("tenant"));
    }

    private void fingerprint(ResultSet row) throws SQLException {
        String tenant = row.getString("tenant");
        open(
                keysets.clientSecrets(),
                row.getString("sealed_fingerprint"),
                SealedContext.ofFingerprint(tenant),
                "a fingerprint of " + tenant);
    }

    private void token(ResultSet row) throws SQLException {
        Task task = Task.find(row.getString("task")).orElse(null);
        if (task == null) {
            // of a task that this installation does not have any more
            return;
        }
        TokenEvent token = new TokenEvent(
                TokenEvent.Status.ISSUED,
                new TenantId(row.getString("tenant")),
                task,
                row.getLong("version"),
                row.getLong("connection_version"),
                URI.create(row.getString("base_url")),
                instant(row, "usable_from"),
                instant(row, "expires_at"),
                1,
                row.getString("sealed_token"));
        open(
                keysets.tokens(task),
                token.sealedToken(),
                token.associatedData(),
                "the " + task + " token of " + token.tenantId());
    }

    private void open(Sealer sealer, String sealed, String context, String what) {
        try {
            sealer.open(sealed, context);
            opened++;
        } catch (UnsealException e) {
            closed.add(what);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
