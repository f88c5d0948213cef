package io.coupabridge.simulator;

import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultDelivery;
import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import io.coupabridge.simulator.http.LoopbackHttpServer;
import io.coupabridge.simulator.limit.Limits;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.simulator.oauth.ClientControl;
import io.coupabridge.simulator.rest.ResourceApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** The way of one request through an instance: log, limit, latency, fault, answer. */
final class InstanceHandler implements LoopbackHttpServer.Handler {

    private static final int WORTH_PACKING = 1_024;

    private final CoupaInstance instance;
    private final LoopbackHttpServer.Handler control;
    private final ResourceApi resources;

    InstanceHandler(CoupaInstance instance, LoopbackHttpServer.Handler control) {
        this.instance = instance;
        this.control = control;
        this.resources = new ResourceApi(
                instance.data(), instance.tokens(), instance.switches(), instance.clock(), this::userBehind);
    }

    @Override
    public void handle(HttpRequest request, HttpConnection connection) throws IOException, InterruptedException {
        if (request.path().startsWith("/_control")) {
            control.handle(request, connection);
            return;
        }
        LoggedRequest logged = instance.log().begin(request);
        try {
            instance.listeners().forEach(listener -> listener.arrived(logged));
            answer(request, connection, logged);
        } finally {
            if (logged.status().isEmpty()) {
                instance.log().end(logged, 0, 0, 0, null);
            }
        }
    }

    private void answer(HttpRequest request, HttpConnection connection, LoggedRequest logged)
            throws IOException, InterruptedException {
        if (logged.isApi() || instance.limits().countsGrants()) {
            Limits.Admission admission = instance.limits().admit();
            if (admission.refusal() != null) {
                write(admission.refusal(), request, connection, logged);
                return;
            }
            TimeUnit.NANOSECONDS.sleep(admission.queued().toNanos());
        }
        Optional<Fault> fault = instance.faults().strike(logged);
        if (fault.isPresent()) {
            waitForLatency(logged);
            new FaultDelivery(
                            fault.get(),
                            request,
                            connection,
                            sending -> instance.log()
                                    .end(logged, sending.status(), sending.records(), sending.bytes(), sending.fault()))
                    .deliver(real -> route(real, logged));
            return;
        }
        HttpResponse response = pack(route(request, logged), request);
        waitForLatency(logged);
        write(response, request, connection, logged);
    }

    private void waitForLatency(LoggedRequest logged) throws InterruptedException {
        long passed = System.nanoTime() - logged.receivedNanos();
        TimeUnit.NANOSECONDS.sleep(instance.latency().toNanos() - passed);
    }

    /** The log comes first: whoever has the answer finds it there. */
    private void write(HttpResponse response, HttpRequest request, HttpConnection connection, LoggedRequest logged)
            throws IOException {
        instance.log().end(logged, response.status(), response.records(), response.body().length, null);
        connection.write(
                response.header("Date", date())
                        .header(
                                "X-Request-Id",
                                Long.toHexString(ThreadLocalRandom.current().nextLong())),
                request.keepAlive());
    }

    /** The clock that also stamps changes. */
    private String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                instance.clock().instant().plus(instance.switches().clockSkew()).atOffset(ZoneOffset.UTC));
    }

    private HttpResponse route(HttpRequest request, LoggedRequest logged) {
        String path = request.path();
        if (path.equals("/oauth2/token")
                || path.equals("/oauth2/access_tokens") && instance.switches().accessTokensAlias()) {
            return instance.tokenEndpoint().answer(request, logged);
        }
        if (path.startsWith("/api/")) {
            return resources.answer(request);
        }
        return HttpResponse.of(
                404, HttpResponse.HTML, "<h1>404</h1><p>The page you were looking for does not exist.</p>");
    }

    /** The user that a client was given, else the one with the first expense. */
    private Long userBehind(String clientId) {
        ClientControl client = instance.tokenEndpoint().client(clientId);
        if (client != null && client.actsAs() != null) {
            return client.actsAs();
        }
        return instance.data().expenseLines().stream()
                .findFirst()
                .map(line -> line.path("expensed-by").path("id").longValue())
                .orElse(0L);
    }

    private HttpResponse pack(HttpResponse response, HttpRequest request) throws IOException {
        boolean wanted = instance.switches().gzip()
                && request.header("accept-encoding").orElse("").contains("gzip")
                && response.body().length > WORTH_PACKING;
        if (!wanted) {
            return response;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(response.body());
        }
        return response.withBody(packed.toByteArray()).header("Content-Encoding", "gzip");
    }
}
