package io.coupabridge.runtime.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who had what replayed, and when. Nothing is ever taken out of it. */
@ApplicationScoped
public class ReplayLog {

    private final Database database;
    private final Trail trail;

    ReplayLog(Database database, Trail trail) {
        this.database = database;
        this.trail = trail;
    }

    /** A replay that was begun. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Replay")
    public record Entry(
            long id,
            String requestedBy,
            Instant startedAt,

            @Schema(description = "What was to be replayed", type = SchemaType.OBJECT)
            JsonNode selection,

            @Schema(description = "Absent while it goes on, and when it failed or died: ask for it again then")
            Instant finishedAt,

            @Schema(description = "How many messages it replayed")
            Integer replayed,

            @Schema(description = "Where the next one goes on; absent when it reached the topic's end")
            String next) {}

    /** @return the replay's id */
    long begin(String requestedBy, Who who, Selection selection, Instant at) {
        return database.inTransaction(() -> {
            long id = insert(requestedBy, selection, at);
            Detail detail =
                    Detail.of("replay", id).with("topic", selection.topic().topicName());
            if (selection.tenant() == null) {
                trail.append(who, "REPLAY_BEGUN", detail);
            } else {
                trail.append(selection.tenant(), who, "REPLAY_BEGUN", detail);
            }
            return id;
        });
    }

    private long insert(String requestedBy, Selection selection, Instant at) {
        ObjectNode selected = Json.MAPPER.valueToTree(selection);
        return database.one(
                        "insert into replay (requested_by, selection, started_at) values (?, ?, ?) returning id",
                        row -> row.getLong(1),
                        requestedBy,
                        selected.toString(),
                        at)
                .orElseThrow();
    }

    void end(long id, int replayed, Place next, Instant at) {
        database.update(
                "update replay set finished_at = ?, replayed = ?, next = ? where id = ?",
                at,
                replayed,
                next == null ? null : next.toString(),
                id);
    }

    /** The newest first. */
    public List<Entry> latest(int limit) {
        return database.query("select * from replay order by id desc limit ?", ReplayLog::entry, limit);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                row.getString("requested_by"),
                Database.instant(row, "started_at"),
                Json.read(row.getString("selection"), JsonNode.class),
                Database.instant(row, "finished_at"),
                row.getObject("replayed", Integer.class),
                row.getString("next"));
    }
}
