package io.coupabridge.runtime.publication;

import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.TestStores;

/** The streams of a ledger, wired without Quarkus. */
public final class TestStreams implements AutoCloseable {

    public final Streams streams;

    public TestStreams(TestStores stores, KafkaClients kafka, TaskHandler handler) {
        Ledger ledger = new Ledger(
                stores.database,
                stores.records,
                stores.runs,
                stores.sweeps,
                stores.watermarks,
                stores.erasures,
                stores.trail);
        streams = new Streams(stores.database, ledger, kafka, handler, stores.trail);
    }

    @Override
    public void close() {
        streams.close();
    }
}
