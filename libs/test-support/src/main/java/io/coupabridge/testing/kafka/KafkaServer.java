package io.coupabridge.testing.kafka;

/** A Kafka broker that tests start, stop and kill; its data and its port stay the same over restarts. */
public interface KafkaServer extends AutoCloseable {

    String bootstrapServers();

    /** Starts a stopped or killed broker again; returns when it answers. */
    void start();

    /** Stops the broker in good order. */
    void stop();

    /** {@code kill -9}. */
    void kill();

    /** Suspends it: its connections stay, and nobody answers on them. */
    void pause();

    /** Wakes it up. */
    void resume();

    /** Stops the broker for good. */
    @Override
    void close();
}
