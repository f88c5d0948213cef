package io.coupabridge.benchmark.jmh;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.RecordedPage;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.roster.RosterHandler;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Set;

/**
 * A full page of users as the simulated Coupa sends it to a full run of roster-service, and that service's mapper.
 *
 * @param page its bytes
 * @param mapper of the pass that asked for it
 */
record SimulatedUsers(RecordedPage page, PageMapper mapper, PageContext context) {

    private static final String SCOPE = "core.user.read";
    private static final String SECRET = "secret-of-the-benchmark";

    /** Starts a simulated Coupa, reads its first page and ends it. */
    static SimulatedUsers fetch() throws IOException, InterruptedException {
        RunScope scope = new RunScope(
                new TenantId("acme-prod"), RunMode.FULL, null, null, Instant.parse("2026-11-24T08:00:00Z"));
        Pass users = new RosterHandler().passes(scope).get(0);
        try (CoupaSimulator simulator = CoupaSimulator.start()) {
            CoupaInstance coupa = simulator.instance(
                    "acme", InstanceSpec.defaults().users(PageRequest.LARGEST).expenseLines(0));
            RecordedPage page = RecordedPage.of(
                    new BaseUrl(coupa.origin()),
                    token(coupa),
                    new PageRequest(users.resource(), users.filters(), 0, PageRequest.LARGEST));
            return new SimulatedUsers(page, users.mapper(), new ScopeOnly(scope));
        }
    }

    MappedPage mapped() {
        return mapper.map(page.read(), context);
    }

    private static Secret token(CoupaInstance coupa) throws IOException, InterruptedException {
        coupa.client("benchmark", SECRET, Set.of(SCOPE));
        HttpRequest grant = HttpRequest.newBuilder(URI.create(coupa.origin() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=benchmark&client_secret="
                        + SECRET + "&scope=" + SCOPE))
                .build();
        byte[] answer = HttpClient.newHttpClient()
                .send(grant, BodyHandlers.ofByteArray())
                .body();
        return Secret.of(CoupaJson.read(answer).get("access_token").textValue());
    }
}
