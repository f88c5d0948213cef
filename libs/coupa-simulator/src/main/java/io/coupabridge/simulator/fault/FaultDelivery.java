package io.coupabridge.simulator.fault;

import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers a request that a fault strikes. */
public final class FaultDelivery {

    /** What is about to go out. Status 0: nothing is. */
    public record Sending(int status, int records, long bytes, String fault) {}

    private final Fault fault;
    private final HttpRequest request;
    private final HttpConnection connection;
    private final Consumer<Sending> log;

    /** @param log hears of the answer just before it is sent */
    public FaultDelivery(Fault fault, HttpRequest request, HttpConnection connection, Consumer<Sending> log) {
        this.fault = fault;
        this.request = request;
        this.connection = connection;
        this.log = log;
    }

    /** @param app gives the true answer, where the fault has a use for it */
    public void deliver(Function<HttpRequest, HttpResponse> app) throws IOException, InterruptedException {
        switch (fault.delivery()) {
            case HANG -> {
                connection.hang(fault.delay());
                log.accept(new Sending(0, 0, 0, fault.label()));
            }
            case RESET, CLOSE -> {
                Thread.sleep(fault.delay().toMillis());
                log.accept(new Sending(0, 0, 0, fault.label()));
                breakOff(fault.delivery() == Delivery.RESET);
            }
            default -> {
                Thread.sleep(fault.delay().toMillis());
                send(fault.answer(real(app)));
            }
        }
    }

    private HttpResponse real(Function<HttpRequest, HttpResponse> app) {
        if (!fault.needsRealAnswer()) {
            return null;
        }
        return app.apply(fault.body() == FaultBody.REAL_AS_XML ? request.withAccept("application/xml") : request);
    }

    private void breakOff(boolean hard) throws IOException {
        if (hard) {
            connection.reset();
        } else {
            connection.close();
        }
    }

    private void send(HttpResponse response) throws IOException, InterruptedException {
        boolean cut = fault.delivery() == Delivery.TRUNCATE || fault.delivery() == Delivery.RESET_IN_BODY;
        int length = cut ? response.body().length / 2 : response.body().length;
        log.accept(new Sending(response.status(), cut ? 0 : response.records(), length, fault.label()));
        if (cut) {
            connection.writeHead(response, Math.max(2, response.body().length));
            connection.writeBytes(response.body(), 0, length);
            breakOff(fault.delivery() == Delivery.RESET_IN_BODY);
        } else if (fault.delivery() == Delivery.DRIP) {
            connection.writeHead(response, length);
            drip(response.body());
            connection.close();
        } else {
            connection.write(response, request.keepAlive());
        }
    }

    private void drip(byte[] body) throws IOException, InterruptedException {
        for (int at = 0; at < body.length; at += fault.dripBytes()) {
            connection.writeBytes(body, at, Math.min(fault.dripBytes(), body.length - at));
            Thread.sleep(fault.dripEvery().toMillis());
        }
    }
}
