package io.coupabridge.client.http;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One simulated Coupa, a client for it, and a token that works. */
final class TestCoupa implements AutoCloseable {

    static final Resource USERS = new Resource(
            "/api/users",
            "[\"id\",\"login\",\"email\",\"active\",\"updated_at\",{\"department\":[\"id\",\"name\"]}]",
            Set.of("login", "email", "updated_at"));

    private final Vertx vertx = Vertx.vertx();
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final CoupaInstance instance;
    private final CoupaHttp http;
    private final BaseUrl baseUrl;
    private final Secret token;

    private TestCoupa(InstanceSpec spec, CoupaHttp.Settings settings) {
        instance = simulator.instance("acme", spec);
        BaseUrlRules rules = new BaseUrlRules(Set.of(), Set.of(instance.origin()));
        http = new CoupaHttp(vertx, rules, settings, InstantSource.system());
        baseUrl = rules.parse(instance.origin().toString());
        token = mint("core.user.read");
    }

    static TestCoupa of(int users) {
        return with(users, CoupaHttp.Settings.defaults());
    }

    static TestCoupa with(int users, CoupaHttp.Settings settings) {
        return new TestCoupa(InstanceSpec.defaults().users(users).expenseLines(0), settings);
    }

    /** Small bounds, so that a test of them ends soon. */
    static TestCoupa impatient(Duration totalTimeout, int maxBodyBytes) {
        return with(60, new CoupaHttp.Settings(Duration.ofSeconds(5), totalTimeout, maxBodyBytes));
    }

    /** A new token with only this scope. */
    Secret mint(String scope) {
        String client = "client-of-" + scope;
        instance.client(client, "secret-of-the-test", Set.of(scope));
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance.origin() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=" + client
                        + "&client_secret=secret-of-the-test&scope=" + scope))
                .build();
        try {
            byte[] answer = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray())
                    .body();
            return Secret.of(CoupaJson.read(answer).get("access_token").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<Page> ask(PageRequest request) {
        return ask(request, token);
    }

    CompletableFuture<Page> ask(PageRequest request, Secret otherToken) {
        return http.page(baseUrl, otherToken, request);
    }

    CompletableFuture<Page> firstPage() {
        return ask(new PageRequest(USERS, List.of(), 0, 50));
    }

    CoupaInstance instance() {
        return instance;
    }

    CoupaSimulator simulator() {
        return simulator;
    }

    CoupaHttp http() {
        return http;
    }

    BaseUrl baseUrl() {
        return baseUrl;
    }

    Secret token() {
        return token;
    }

    @Override
    public void close() {
        http.close();
        simulator.close();
        vertx.close();
    }
}
