package io.coupabridge.token.credential;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Encrypts stored secrets again with the primary key after the keyset was rotated: none of them needs the older keys then,
 * though they stay in the file. One row at a time, some rows at a look; a row that does not open is named and
 * left as it is.
 */
@Singleton
class Resealing implements ScheduledWork {

    private static final Logger LOG = Logger.getLogger(Resealing.class);
    private static final int AT_ONCE = 100;

    private final Connections connections;
    private final Credentials credentials;
    private final RecurringTask<Void> task;

    Resealing(Connections connections, Credentials credentials) {
        this.connections = connections;
        this.credentials = credentials;
        this.task = Tasks.recurring("reseal-credentials", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> resealAll());
    }

    @Override
    public Task<?> task() {
        return task;
    }

    void resealAll() {
        String mark = credentials.primaryMark();
        int resealed = 0;
        List<TenantId> tenants = connections.sealedOtherwise(mark, "", AT_ONCE);
        while (!tenants.isEmpty()) {
            for (TenantId tenant : tenants) {
                resealed += reseal(tenant) ? 1 : 0;
            }
            tenants = connections.sealedOtherwise(
                    mark, tenants.get(tenants.size() - 1).value(), AT_ONCE);
        }
        if (resealed > 0) {
            LOG.infof("%d stored secrets were encrypted again with the primary key.", resealed);
        }
    }

    private boolean reseal(TenantId tenant) {
        try {
            connections.change(tenant, "RESEALED", this::reseal);
            return true;
        } catch (UnsealException e) {
            LOG.errorf("The stored secret of %s does not open with this service's keys.", tenant);
            return false;
        }
    }

    private void reseal(ConnectionRow row) {
        // it may have been erased since it was found
        if (row.sealedCredential != null) {
            credentials.keep(row, credentials.open(row));
        }
    }
}
