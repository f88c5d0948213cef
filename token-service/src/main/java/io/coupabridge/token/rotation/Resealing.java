package io.coupabridge.token.rotation;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.agroal.api.AgroalDataSource;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.LiveKeyset;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Encrypts everything that is stored again with the primary keys, after these have changed and once an hour: then nothing
 * needs an older key. One tenant at a time, so that it can end anywhere, and another pass does the rest.
 */
@Singleton
class Resealing implements ScheduledWork {

    private static final Logger LOG = Logger.getLogger(Resealing.class);
    private static final int AT_ONCE = 100;
    private static final Duration RETRY_IN = Duration.ofMinutes(1);

    static final TaskDescriptor<Void> DESCRIPTOR = TaskDescriptor.of("reseal-credentials", Void.class);

    private final AgroalDataSource database;
    private final Keysets keysets;
    private final ResealedTenant tenants;
    private final RecurringTask<Void> task;

    Resealing(AgroalDataSource database, Keysets keysets, ResealedTenant tenants) {
        this.database = database;
        this.keysets = keysets;
        this.tenants = tenants;
        this.task = Tasks.recurring(DESCRIPTOR, FixedDelay.of(Duration.ofHours(1)))
                .onFailure((failed, operations) ->
                        operations.reschedule(failed, failed.getTimeDone().plus(RETRY_IN)))
                .execute((instance, context) ->
                        resealAll(() -> context.getSchedulerState().isShuttingDown()));
    }

    @Override
    public Task<?> task() {
        return task;
    }

    /**
     * @param ended whether it has to stop where it is
     * @throws IllegalStateException when some tenants were left out, or a file will not do, so that the keys in use may be old
     */
    void resealAll(BooleanSupplier ended) {
        requireNewestKeys();
        Map<String, Long> primaries;
        do {
            primaries = primaries();
            pass(primaries, ended);
            // what a pass with the keys from before has sealed is sealed with them
        } while (!ended.getAsBoolean() && !primaries.equals(primaries()));
    }

    private void pass(Map<String, Long> primaries, BooleanSupplier ended) {
        int resealed = 0;
        int failed = 0;
        List<String> page = page("");
        while (!page.isEmpty() && !ended.getAsBoolean()) {
            for (String tenant : sealedOtherwise(page, primaries)) {
                int done = ended.getAsBoolean() ? 0 : reseal(new TenantId(tenant));
                resealed += Math.max(done, 0);
                failed += done < 0 ? 1 : 0;
            }
            page = page(page.get(page.size() - 1));
        }
        if (resealed > 0) {
            LOG.infof("%d stored secrets and tokens were encrypted again with the primary keys.", resealed);
        }
        if (failed > 0) {
            throw new IllegalStateException(failed + " tenants were left out, and are tried again.");
        }
    }

    /** @return -1 when it failed, as it does for a tenant whose row is locked; the others do not wait for it */
    private int reseal(TenantId tenant) {
        try {
            return tenants.reseal(tenant);
        } catch (RuntimeException e) {
            LOG.warnf("What is stored of %s was not encrypted again (%s).", tenant, e.toString());
            return -1;
        }
    }

    /** Otherwise a replica whose file is refused would seal with an old key what others have sealed with the new one. */
    private void requireNewestKeys() {
        for (LiveKeyset<?> keyset : keysets.live().values()) {
            keyset.reload();
        }
    }

    private Map<String, Long> primaries() {
        Map<String, Long> primaries = new TreeMap<>();
        keysets.live().forEach((setting, keyset) -> primaries.put(setting, keyset.primary()));
        return primaries;
    }

    private List<String> page(String after) {
        try (Connection connection = database.getConnection()) {
            return SealedRows.tenants(connection, after, AT_ONCE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Collection<String> sealedOtherwise(List<String> page, Map<String, Long> primaries) {
        try (Connection connection = database.getConnection()) {
            return SealedRows.sealedOtherwise(connection, page, primaries);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
