package io.coupabridge.token.rotation;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.token.keyset.KeysetConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which rows of token-service's database are sealed with which keys. Looks at the beginnings of their texts only. */
final class SealedRows {

    private SealedRows() {}

    /** @param task null for rows that are of no task */
    private record Kind(String setting, String what, String table, String column, Task task) {

        static List<Kind> all() {
            Stream<Kind> tokens = Task.all().stream()
                    .map(task -> new Kind(task.keysetSetting(), "stored tokens", "token", "sealed_token", task));
            return Stream.concat(
                            Stream.of(
                                    new Kind(
                                            KeysetConfig.CLIENT_SECRETS,
                                            "client secrets",
                                            "connection",
                                            "sealed_credential",
                                            null),
                                    new Kind(
                                            KeysetConfig.CLIENT_SECRETS,
                                            "fingerprints",
                                            "grant_call",
                                            "sealed_fingerprint",
                                            null)),
                            tokens)
                    .toList();
        }

        private String from() {
            return " from " + table + " where " + column + " is not null" + (task == null ? "" : " and task = ?");
        }

        private int bind(PreparedStatement statement) throws SQLException {
            if (task == null) {
                return 1;
            }
            statement.setString(1, task.name());
            return 2;
        }
    }

    /** How many rows each key has sealed. */
    static List<SealedCount> counts(Connection database) throws SQLException {
        List<SealedCount> counts = new ArrayList<>();
        for (Kind kind : Kind.all()) {
            Map<OptionalLong, Long> byKey = new HashMap<>();
            try (PreparedStatement statement = database.prepareStatement("select left(" + kind.column + ", "
                    + KeyId.BEGINNING + "), count(*)" + kind.from() + " group by 1")) {
                kind.bind(statement);
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    byKey.merge(KeyId.of(rows.getString(1)), rows.getLong(2), Long::sum);
                }
            }
            byKey.forEach((key, number) -> counts.add(new SealedCount(kind.setting, kind.what, key, number)));
        }
        return counts;
    }

    /** Some tenants behind that one, in order. */
    static List<String> tenants(Connection database, String after, int limit) throws SQLException {
        try (PreparedStatement statement =
                database.prepareStatement("select tenant from connection where tenant > ? order by tenant limit ?")) {
            statement.setString(1, after);
            statement.setInt(2, limit);
            return texts(statement.executeQuery());
        }
    }

    /**
     * Those of the tenants of whom something is sealed with another key.
     *
     * @param primaries the key that each setting's rows should be sealed with
     */
    static Set<String> sealedOtherwise(Connection database, Collection<String> tenants, Map<String, Long> primaries)
            throws SQLException {
        Set<String> found = new TreeSet<>();
        for (Kind kind : Kind.all()) {
            try (PreparedStatement statement = database.prepareStatement("select distinct tenant" + kind.from()
                    + " and tenant = any (?) and left(" + kind.column + ", " + KeyId.BEGINNING + ") <> all (?)")) {
                int next = kind.bind(statement);
                statement.setArray(next, database.createArrayOf("text", tenants.toArray()));
                statement.setArray(
                        next + 1,
                        database.createArrayOf(
                                "text",
                                KeyId.beginnings(primaries.get(kind.setting)).toArray()));
                found.addAll(texts(statement.executeQuery()));
            }
        }
        return found;
    }

    /** How many events wait for Kafka. */
    static long waitingEvents(Connection database) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("select count(*) from outbox")) {
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }
}
