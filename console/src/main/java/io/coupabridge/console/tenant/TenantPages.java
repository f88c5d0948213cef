package io.coupabridge.console.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.console.connection.KnownConnections;
import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.console.run.RunHistory;
import io.coupabridge.console.run.RunLine;
import io.coupabridge.console.service.Reply;
import io.coupabridge.console.service.Services;
import io.coupabridge.console.tenant.TenantPage.Live;
import io.coupabridge.console.tenant.TenantPage.TaskCard;
import io.coupabridge.console.tenant.TenantPage.Trail;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts a tenant's page together. */
@Singleton
class TenantPages {

    private static final int MOST_OPEN = 30;
    private static final int MOST_ENDED = 40;
    private static final int TRAIL = 20;

    private final KnownConnections connections;
    private final RunHistory runs;
    private final LiveVersions versions;
    private final ConsoleDatabase database;
    private final Services services;

    TenantPages(
            KnownConnections connections,
            RunHistory runs,
            LiveVersions versions,
            ConsoleDatabase database,
            Services services) {
        this.connections = connections;
        this.runs = runs;
        this.versions = versions;
        this.database = database;
        this.services = services;
    }

    /**
     * @param viewer the person before the page
     * @throws io.quarkiverse.resteasy.problem.HttpProblem when nobody has told of this tenant
     */
    TenantPage whole(TenantId tenant, Viewer viewer) {
        Live live = live(tenant);
        return new TenantPage(
                tasks(tenant), live, trail(tenant, viewer), UUID.randomUUID().toString());
    }

    /** The same for what changes. */
    Live live(TenantId tenant) {
        // before what it is the version of, so that nothing is passed over
        String version = versions.of(tenant);
        ConnectionEvent connection = connections.known(tenant);
        List<RunLine> ended = runs.ended(tenant, MOST_ENDED);
        return new Live(connection, runs.open(tenant, MOST_OPEN), ended, RunChart.of(ended), version);
    }

    private List<TaskCard> tasks(TenantId tenant) {
        return database.query(
                """
                select v.task, v.verdict, v.message, v.since, o.succeeded_at from task_verdict v
                left join task_outcome o on o.tenant = v.tenant and o.task = v.task
                where v.tenant = ? order by v.task
                """,
                row -> new TaskCard(
                        row.getString("task"),
                        Task.find(row.getString("task")).map(Task::scope).orElse(""),
                        row.getString("verdict"),
                        row.getString("message"),
                        ConsoleDatabase.instant(row, "since"),
                        ConsoleDatabase.instant(row, "succeeded_at")),
                tenant.value());
    }

    private Trail trail(TenantId tenant, Viewer viewer) {
        if (!viewer.readsTrails()) {
            // the refusal would stand in the tenant's trail, once for each look at the page
            return new Trail(List.of(), "Your role does not see it.");
        }
        Reply reply =
                services.get(Services.TOKEN, "/api/v1/tenants/" + tenant + "/audit?limit=" + TRAIL, viewer.token());
        List<Trail.Entry> entries = new ArrayList<>();
        for (JsonNode entry : reply.body().path("entries")) {
            entries.add(new Trail.Entry(
                    Instant.parse(entry.path("at").asText()),
                    entry.path("action").asText(),
                    entry.path("result").asText(),
                    entry.path("subject").asText(entry.path("actor").asText()),
                    detail(entry.path("detail"))));
        }
        return new Trail(entries, reply.trouble());
    }

    private static String detail(JsonNode detail) {
        List<String> parts = new ArrayList<>();
        detail.properties()
                .forEach(field ->
                        parts.add(field.getKey() + " " + field.getValue().asText()));
        return String.join(", ", parts);
    }
}
