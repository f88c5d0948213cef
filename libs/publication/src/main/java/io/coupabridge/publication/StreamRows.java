package io.coupabridge.publication;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows of publication streams. The column {@code page} has the number of the last confirmed publication, and {@code
 * pending_page} the text of the one behind it: a publication was called a page once.
 */
class StreamRows {

    private final StreamDatabase database;
    private final Clock clock;

    StreamRows(StreamDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A stream as it was when it was claimed.
     *
     * @param owner the number that the claim gave: whoever has the highest owns the stream
     * @param confirmed the number of the last confirmed publication
     * @param pending the publication that may or may not be on Kafka, as stored; null when there is none
     * @param producer the transactional id of the producer that may still be publishing; null when nobody is. What was left
     *     pending before ids were kept was published under the name of the stream's group: then this is null, too
     * @param halted why the stream is not to be worked until an operator re-bases it; null when it may
     */
    record Claimed(
            long owner, long confirmed, boolean offsetCommitted, String pending, String producer, String halted) {}

    /**
     * A stream that stands still.
     *
     * @param confirmed the number of the last confirmed publication
     * @param pending the publication behind it, which may be on Kafka, as stored; null when there is none
     */
    record Halted(long confirmed, String pending) {}

    /** Takes the stream over from whoever owned it. */
    Claimed claim(StreamId stream) {
        return first("""
                insert into stream (tenant, name, owner) values (?, ?, 1)
                on conflict (tenant, name) do update set owner = stream.owner + 1
                returning owner, page, offset_committed, pending_page, producer, halted
                """, StreamRows::claimed, stream.tenant(), stream.name()).orElseThrow();
    }

    /**
     * Notes who is about to publish without a publication that is pending.
     *
     * @return false when the stream has another owner by now
     */
    boolean publishes(StreamId stream, long owner, String producer) {
        return update(stream, owner, "producer = ?", producer);
    }

    /**
     * @param pending what is about to be published, as text; null when nothing is
     * @param producer with which; null when nothing is
     * @return false when the stream has another owner by now; the caller's transaction must then be rolled back
     */
    boolean store(StreamId stream, long owner, long confirmed, String pending, String producer) {
        return update(stream, owner, "page = ?, pending_page = ?, producer = ?", confirmed, pending, producer);
    }

    /** @return false when the stream has another owner by now */
    boolean offsetCommitted(StreamId stream, long owner) {
        return update(stream, owner, "offset_committed = true, producer = null");
    }

    /** @return false when the stream has another owner by now, who knows better */
    boolean halt(StreamId stream, long owner, String reason) {
        return update(
                stream,
                owner,
                "halted = ?, halted_at = ?",
                reason,
                clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** Takes the stream's row for this transaction; false when the stream has another owner by now. */
    boolean lock(StreamId stream, long owner) {
        return first(
                        "select owner from stream where tenant = ? and name = ? for update",
                        row -> row.getLong(1),
                        stream.tenant(),
                        stream.name())
                .filter(current -> current == owner)
                .isPresent();
    }

    /** Empty when the stream is not halted. Its row is taken for the transaction that the thread is in. */
    Optional<Halted> standingStill(StreamId stream) {
        return first("""
                select page, pending_page from stream
                where tenant = ? and name = ? and halted is not null
                for update
                """, row -> new Halted(row.getLong(1), row.getString(2)), stream.tenant(), stream.name());
    }

    /**
     * Lets a halted stream go on, whose row is taken. Its pending publication is forgotten, and the number is written to
     * Kafka anew. Who may still be publishing it is not forgotten.
     *
     * @param last the number of the last publication, whether it is on Kafka or not
     */
    void rebase(StreamId stream, long last) {
        change("""
                update stream
                set halted = null, halted_at = null, pending_page = null, offset_committed = false, owner = owner + 1, page = ?
                where tenant = ? and name = ?
                """, last, stream.tenant(), stream.name());
    }

    /** @return false when the stream has another owner by now */
    private boolean update(StreamId stream, long owner, String assignments, Object... values) {
        Object[] parameters = Stream.concat(Arrays.stream(values), Stream.of(stream.tenant(), stream.name(), owner))
                .toArray();
        return change("update stream set " + assignments + " where tenant = ? and name = ? and owner = ?", parameters)
                == 1;
    }

    private int change(String sql, Object... values) {
        return database.with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, values);
                return statement.executeUpdate();
            }
        });
    }

    private <T> Optional<T> first(String sql, RowMapper<T> mapper, Object... values) {
        return database.with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, values);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getLong("owner"),
                row.getLong("page"),
                row.getBoolean("offset_committed"),
                row.getString("pending_page"),
                row.getString("producer"),
                row.getString("halted"));
    }
}
