package io.coupabridge.token.rotation;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.agroal.api.AgroalDataSource;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Publishes every connection and token again, signed with the key that is the primary one now, without asking Coupa
 * anything. {@link RotationTool} schedules it. If it is interrupted, it begins anew.
 */
@Singleton
class Republication implements ScheduledWork {

    static final TaskDescriptor<Void> DESCRIPTOR = TaskDescriptor.of("publish-again", Void.class);

    private static final Logger LOG = Logger.getLogger(Republication.class);
    private static final int AT_ONCE = 100;

    private final AgroalDataSource database;
    private final Connections connections;
    private final Tokens tokens;
    private final OneTimeTask<Void> task;

    Republication(AgroalDataSource database, Connections connections, Tokens tokens) {
        this.database = database;
        this.connections = connections;
        this.tokens = tokens;
        this.task = Tasks.oneTime(DESCRIPTOR)
                .execute((instance, context) ->
                        publishAll(() -> context.getSchedulerState().isShuttingDown()));
    }

    @Override
    public Task<?> task() {
        return task;
    }

    private void publishAll(BooleanSupplier ended) {
        int published = 0;
        for (List<String> page = page(""); !page.isEmpty(); page = page(page.get(page.size() - 1))) {
            if (ended.getAsBoolean()) {
                // another replica does it then
                throw new IllegalStateException("The service stops.");
            }
            for (String tenant : page) {
                connections.change(new TenantId(tenant), "PUBLISHED_AGAIN", this::publish);
                published++;
            }
        }
        LOG.infof("%d connections and their tokens were published again.", published);
    }

    private void publish(ConnectionRow connection) {
        // of one that was never published nobody knows
        if (connection.version > 0) {
            connections.publishAgain(connection, "PUBLISHED_AGAIN");
            tokens.publishAgain(connection);
        }
    }

    private List<String> page(String after) {
        try (Connection connection = database.getConnection()) {
            return SealedRows.tenants(connection, after, AT_ONCE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
