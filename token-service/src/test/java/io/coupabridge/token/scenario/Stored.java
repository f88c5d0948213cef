package io.coupabridge.token.scenario;

import io.coupabridge.testing.TestPostgres;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Looks into the service's database past its own code. */
@ApplicationScoped
public class Stored {

    private final EntityManager entities;
    private final InstantSource clock;
    private final String url;

    Stored(
            EntityManager entities,
            InstantSource clock,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url) {
        this.entities = entities;
        this.clock = clock;
        this.url = url;
    }

    @Transactional
    public String sealedCredential(String tenant) {
        return (String) entities.createNativeQuery(
                        "select sealed_credential from connection where tenant = :tenant", String.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
    }

    /** The number of the tenant's latest verification. */
    @Transactional
    public long verifications(String tenant) {
        return ((Number) entities.createNativeQuery("select verification from connection where tenant = :tenant")
                        .setParameter("tenant", tenant)
                        .getSingleResult())
                .longValue();
    }

    @Transactional
    public long tokenVersion(String tenant, String task) {
        return ((Number) entities.createNativeQuery("select version from token where tenant = :tenant and task = :task")
                        .setParameter("tenant", tenant)
                        .setParameter("task", task)
                        .getSingleResult())
                .longValue();
    }

    /** As if a wake-up had got lost. */
    @Transactional
    public void unscheduleRenewals(String tenant) {
        entities.createNativeQuery("delete from scheduled_tasks where task_instance like :instances")
                .setParameter("instances", tenant + "/%")
                .executeUpdate();
    }

    /** How many units of work of that name wait. */
    @Transactional
    public long scheduled(String instance) {
        return ((Number) entities.createNativeQuery(
                                "select count(*) from scheduled_tasks where task_instance = :instance")
                        .setParameter("instance", instance)
                        .getSingleResult())
                .longValue();
    }

    /** Whether the tenant's erasure goes on within that time. */
    @Transactional
    public boolean scheduledWithin(String tenant, Duration time) {
        OffsetDateTime due = (OffsetDateTime) entities.createNativeQuery(
                        "select execution_time from scheduled_tasks where task_name = 'erase-tenant' and task_instance = :tenant",
                        OffsetDateTime.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
        return due.toInstant().isBefore(clock.instant().plus(time));
    }

    /** As the release before kept who did something to a tenant. */
    @Transactional
    public void addOldTrail(String tenant, String actor) {
        entities.createNativeQuery("insert into audit_entry (tenant, at, actor, action, detail)"
                        + " values (:tenant, now(), :actor, 'CONNECTION_SAVED', '')")
                .setParameter("tenant", tenant)
                .setParameter("actor", actor)
                .executeUpdate();
    }

    /** As if the row of one tenant's secret had been written over with another's. */
    @Transactional
    public void copyCredential(String from, String to) {
        entities.createNativeQuery("update connection set sealed_credential ="
                        + " (select sealed_credential from connection where tenant = :from) where tenant = :to")
                .setParameter("from", from)
                .setParameter("to", to)
                .executeUpdate();
    }

    /** As if another replica had sealed the tenant's secret. */
    @Transactional
    public void setCredential(String tenant, String sealed) {
        entities.createNativeQuery("update connection set sealed_credential = :sealed where tenant = :tenant")
                .setParameter("sealed", sealed)
                .setParameter("tenant", tenant)
                .executeUpdate();
    }

    /** What docs/operate.md tells to do about a key that is lost for good. */
    public void giveUp(long key) {
        String ofKey = ", 8), 'base64'), 2, 4) = substr(int8send(" + key + "), 5)";
        execute("update connection set sealed_credential = 'lost' where substr(decode(left(sealed_credential" + ofKey);
        execute("update grant_call set sealed_fingerprint = null where substr(decode(left(sealed_fingerprint" + ofKey);
    }

    /** As if the tenant's tokens had been sealed with a key that is lost. */
    @Transactional
    public void damageStoredTokens(String tenant) {
        entities.createNativeQuery("update token set sealed_token = 'AAAA' where tenant = :tenant")
                .setParameter("tenant", tenant)
                .executeUpdate();
    }

    /** What docs/operate.md tells to do after a restore, for one tenant. */
    @Transactional
    public void raiseVersions(String tenant) {
        for (String table : List.of("connection", "token")) {
            entities.createNativeQuery("update " + table + " set version = version + 1000000 where tenant = :tenant")
                    .setParameter("tenant", tenant)
                    .executeUpdate();
        }
    }

    /** From now on the database refuses every change of the tenant's tokens. */
    public void refuseTokens(String tenant) {
        trigger(tenant, "perform nextval('refused_tokens'); raise exception 'refused by a test'");
    }

    /** From now on the database refuses the tenant's receipts, behind the null values that were to go with them. */
    public void refuseReceipts(String tenant) {
        execute("create sequence if not exists refused_receipts");
        execute("grant all on sequence refused_receipts to public");
        execute("create or replace function refuse_receipt() returns trigger language plpgsql as $$ begin"
                + " perform nextval('refused_receipts'); raise exception 'refused by a test'; end $$");
        execute("create trigger refuse_receipt before insert on outbox for each row when (new.tenant = '" + tenant
                + "' and new.topic = 'coupa.erasures') execute function refuse_receipt()");
    }

    @Transactional
    public long refusedReceipts() {
        return lastValue("refused_receipts");
    }

    public void takeReceipts() {
        execute("drop trigger refuse_receipt on outbox");
    }

    /** From now on the tenant's events stay in the outbox, as if each relay died when Kafka had them. */
    public void keepEvents(String tenant) {
        execute("drop sequence if exists kept_events");
        execute("create sequence kept_events");
        execute("grant all on sequence kept_events to public");
        execute("create or replace function keep() returns trigger language plpgsql as $$ begin"
                + " perform nextval('kept_events'); raise exception 'refused by a test'; end $$");
        execute("create trigger keep before delete on outbox for each row when (old.tenant = '" + tenant
                + "') execute function keep()");
    }

    /** How often an event was kept. */
    @Transactional
    public long keptEvents() {
        return lastValue("kept_events");
    }

    public void keepNoEvents() {
        execute("drop trigger if exists keep on outbox");
    }

    /** From now on the tenant's token of that version is damaged when it is stored. */
    public void damageTokens(String tenant, long version) {
        trigger(tenant, "if new.version = " + version + " then new.sealed_token := 'AAAA'; end if; return new");
    }

    /** How many changes were refused in all. */
    @Transactional
    public long refusedTokens() {
        return lastValue("refused_tokens");
    }

    public void endTrouble() {
        execute("drop trigger if exists trouble on token");
    }

    private void trigger(String tenant, String statements) {
        execute("create sequence if not exists refused_tokens");
        execute("grant all on sequence refused_tokens to public");
        execute("create or replace function trouble() returns trigger language plpgsql as $$ begin " + statements
                + "; end $$");
        execute("create trigger trouble before update on token for each row when (new.tenant = '" + tenant
                + "') execute function trouble()");
    }

    private long lastValue(String sequence) {
        // one that was never called says 1
        return ((Number) entities.createNativeQuery(
                                "select case when is_called then last_value else 0 end from " + sequence)
                        .getSingleResult())
                .longValue();
    }

    /** As the service's role may not. */
    private void execute(String statement) {
        TestPostgres.execute(url, statement);
    }

    @Transactional
    public long outboxSize() {
        return ((Number) entities.createNativeQuery("select count(*) from outbox")
                        .getSingleResult())
                .longValue();
    }

    /** Every column of every row of every table of this service, as text. */
    @Transactional
    public String everything() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of(
                "connection",
                "connection_task",
                "request_ceiling",
                "token",
                "grant_call",
                "token_rejection",
                "outbox",
                "trail_entry",
                "trail_origin",
                "audit_entry",
                "erasure",
                "connect_link",
                "scheduled_tasks")) {
            List<?> rows = entities.createNativeQuery("select cast(t as text) from " + table + " t", String.class)
                    .getResultList();
            rows.forEach(row -> all.append(row).append('\n'));
        }
        return all.toString();
    }
}
