package io.coupabridge.token.rotation;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Publishes every connection and token again, signed with the key that is the primary one now, without asking Coupa
 * anything. {@link RotationTool} schedules it. If it is interrupted, it goes on behind the last
 * tenant.
 */
@Singleton
class Republication implements ScheduledWork {

    static final TaskDescriptor<String> DESCRIPTOR = TaskDescriptor.of("publish-again", String.class);

    private static final Logger LOG = Logger.getLogger(Republication.class);
    private static final int AT_ONCE = 100;

    private final AgroalDataSource database;
    private final Connections connections;
    private final Tokens tokens;
    private final CustomTask<String> task;

    Republication(AgroalDataSource database, Connections connections, Tokens tokens) {
        this.database = database;
        this.connections = connections;
        this.tokens = tokens;
        this.task = Tasks.custom(DESCRIPTOR).execute((instance, context) -> {
            Optional<String> last = publishAll(
                    instance.getData(), () -> context.getSchedulerState().isShuttingDown());
            return (done, operations) -> last.ifPresentOrElse(
                    // another replica goes on
                    tenant -> operations.reschedule(done, done.getTimeDone(), tenant),
                    operations::stop);
        });
    }

    @Override
    public Task<?> task() {
        return task;
    }

    /**
     * @param after the tenant behind which to begin; null or empty for all
     * @return the last tenant when it had to end before it was done
     */
    private Optional<String> publishAll(String after, BooleanSupplier ended) {
        String last = after == null ? "" : after;
        int published = 0;
        int failed = 0;
        for (List<String> page = page(last); !page.isEmpty(); page = page(last)) {
            for (String tenant : page) {
                if (ended.getAsBoolean()) {
                    return Optional.of(last);
                }
                if (published(new TenantId(tenant))) {
                    published++;
                } else {
                    failed++;
                }
                last = tenant;
            }
        }
        LOG.infof("%d connections and their tokens were published again.", published);
        if (failed > 0) {
            LOG.errorf("%d connections were not published again. Have everything published once more.", failed);
        }
        return Optional.empty();
    }

    private boolean published(TenantId tenant) {
        try {
            connections.change(tenant, "PUBLISHED_AGAIN", this::publish);
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("The connection of %s was not published again (%s).", tenant, e.toString());
            return false;
        }
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
