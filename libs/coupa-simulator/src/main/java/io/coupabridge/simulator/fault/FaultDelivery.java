package io.coupabridge.simulator.fault;

import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import java.io.IOException;
import java.util.function.Function;

/** Answers a request that a fault strikes. */
public final class FaultDelivery {

    /** What went out. Status 0: nothing did. */
    public record Sent(int status, int records, long bytes, String label) {}

    private FaultDelivery() {}

    /** @param app gives the true answer, where the fault has a use for it */
    public static Sent deliver(
            Fault fault, HttpRequest request, HttpConnection connection, Function<HttpRequest, HttpResponse> app)
            throws IOException, InterruptedException {
        switch (fault.delivery()) {
            case HANG -> {
                connection.hang(fault.delay());
                return new Sent(0, 0, 0, fault.label());
            }
            case RESET, CLOSE -> {
                Thread.sleep(fault.delay().toMillis());
                breakOff(fault, connection);
                return new Sent(0, 0, 0, fault.label());
            }
            default -> {
                Thread.sleep(fault.delay().toMillis());
                return send(fault, request, connection, fault.answer(real(fault, request, app)));
            }
        }
    }

    private static HttpResponse real(Fault fault, HttpRequest request, Function<HttpRequest, HttpResponse> app) {
        if (!fault.needsRealAnswer()) {
            return null;
        }
        return app.apply(fault.body() == FaultBody.REAL_AS_XML ? request.withAccept("application/xml") : request);
    }

    private static void breakOff(Fault fault, HttpConnection connection) throws IOException {
        if (fault.delivery() == Delivery.RESET) {
            connection.reset();
        } else {
            connection.close();
        }
    }

    private static Sent send(Fault fault, HttpRequest request, HttpConnection connection, HttpResponse response)
            throws IOException, InterruptedException {
        int length = response.body().length;
        switch (fault.delivery()) {
            case DRIP -> {
                connection.writeHead(response, length);
                drip(fault, connection, response.body());
                connection.close();
            }
            case TRUNCATE, RESET_IN_BODY -> {
                connection.writeHead(response, Math.max(2, length));
                connection.writeBytes(response.body(), 0, length / 2);
                if (fault.delivery() == Delivery.TRUNCATE) {
                    connection.close();
                } else {
                    connection.reset();
                }
                return new Sent(response.status(), 0, length / 2, fault.label());
            }
            default -> connection.write(response, request.keepAlive());
        }
        return new Sent(response.status(), response.records(), length, fault.label());
    }

    private static void drip(Fault fault, HttpConnection connection, byte[] body)
            throws IOException, InterruptedException {
        for (int at = 0; at < body.length; at += fault.dripBytes()) {
            connection.writeBytes(body, at, Math.min(fault.dripBytes(), body.length - at));
            Thread.sleep(fault.dripEvery().toMillis());
        }
    }
}
