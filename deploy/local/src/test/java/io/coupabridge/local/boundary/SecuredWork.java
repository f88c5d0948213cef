package io.coupabridge.local.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.Browser;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.scenario.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** What people and the platform have the services of a {@link SecuredBed} do. */
final class SecuredWork implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final byte[] KEY = SecuredBed.TENANT.value().getBytes(StandardCharsets.UTF_8);
    private static final String PAGE_OF_TENANT = "/tenants/" + SecuredBed.TENANT;
    private static final Pattern COMPLETED = Pattern.compile("class=\"badge [^\"]*\">completed<");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SecuredBed bed;
    private final Map<Task, Platform> platforms = new LinkedHashMap<>();
    private Browser operator;

    SecuredWork(SecuredBed bed) {
        this.bed = bed;
        Task.all().forEach(task -> platforms.put(task, bed.platform(task)));
    }

    /** An Integration Admin saves the credential, which is verified at once. */
    void connect() {
        HttpResponse<String> answer = call(
                bed.tokenService(),
                "PUT",
                "/api/v1/tenants/" + SecuredBed.TENANT + "/connection",
                "{\"baseUrl\":\"" + bed.coupa().origin() + "\",\"clientId\":\"" + SecuredBed.CLIENT
                        + "\",\"clientSecret\":\"" + SecuredBed.SECRET + "\"}");
        assertThat(answer.body()).contains("\"ACTIVE\"");
    }

    /** An operator has the connection and its tokens verified and published once more. */
    void publishAgain() {
        int status = call(bed.tokenService(), "POST", "/api/v1/tenants/" + SecuredBed.TENANT + "/connection/verify", "")
                .statusCode();
        assertThat(status).isIn(200, 202);
    }

    /** So that the next run has each record to publish. What is odd about one stays so. */
    void changeAll(Task task) {
        boolean users = task.equals(ApplicationRoster.TASK);
        RecordTable records =
                users ? bed.coupa().data().users() : bed.coupa().data().expenseLines();
        records.ids()
                .forEach(id -> records.update(id, users ? "lastname" : "description", "Changed " + UUID.randomUUID()));
    }

    UUID startRun(Task task) {
        return platforms.get(task).run(SecuredBed.TENANT, RunMode.FULL);
    }

    /** An operator starts a run on the tenant's page, where it goes on to its receipt. */
    void runFromConsole(Task task) {
        awaitReceipts(0);
        long before = receipts();
        HttpResponse<String> page = operator()
                .submit(
                        PAGE_OF_TENANT + "/runs",
                        "task",
                        task.name(),
                        "mode",
                        "FULL",
                        "form",
                        UUID.randomUUID().toString());
        assertThat(page.body()).contains("The command is sent.");
        awaitReceipts(before + 1);
    }

    private void awaitReceipts(long atLeast) {
        await("receipts on the console's page")
                .atMost(SOON)
                .until(() -> pageOfTenant().contains("<h1>" + SecuredBed.TENANT) && receipts() >= atLeast);
    }

    private long receipts() {
        return COMPLETED.matcher(pageOfTenant()).results().count();
    }

    /** The console's page of the tenant, as an operator sees it. */
    String pageOfTenant() {
        return operator().get(PAGE_OF_TENANT).body();
    }

    private Browser operator() {
        if (operator == null) {
            operator = Browser.of(URI.create(bed.service(SecuredBed.CONSOLE).origin()), "operator");
        }
        return operator;
    }

    TaskEvent outcome(Task task, UUID command) {
        return platforms.get(task).outcome(command, SOON);
    }

    /** @return the status of the answer */
    int lookAtPutAside(Replica service, Topic topic) {
        return call(service, "POST", "/api/v1/replays", "{\"topic\":\"" + topic + "\"}")
                .statusCode();
    }

    /** What the service's doctor says. */
    String doctor(String service) {
        HttpResponse<String> answer = call(bed.service(service), "GET", "/api/v1/doctor", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    void write(Topic topic, String value) {
        platforms.values().iterator().next().raw(topic, KEY, value.getBytes(StandardCharsets.UTF_8));
    }

    long deadLetters(Topic topic) {
        return TopicReader.readAll(bed.bootstrapServers(), topic.deadLetter()).size();
    }

    void awaitDeadLetters(Topic topic, long atLeast) {
        await("dead letters of " + topic).atMost(SOON).until(() -> deadLetters(topic) >= atLeast);
    }

    /** The value of a gauge of the service; 0 while it is not there. */
    static double gauge(Replica service, String name) {
        String metrics = send(HttpRequest.newBuilder(URI.create(service.managementOrigin() + "/q/metrics"))
                        .GET())
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElse(0);
    }

    private static HttpResponse<String> call(Replica service, String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(service.origin() + path))
                .header("Authorization", "Bearer " + TestTokens.shared().operator())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        platforms.values().forEach(Platform::close);
    }
}
