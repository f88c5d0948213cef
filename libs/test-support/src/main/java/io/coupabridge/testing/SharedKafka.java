package io.coupabridge.testing;

import io.coupabridge.testing.kafka.KafkaServer;

/** A broker that no test may stop. */
record SharedKafka(String bootstrapServers) implements KafkaServer {

    @Override
    public void start() {
        throw SharedServer.notYours();
    }

    @Override
    public void stop() {
        throw SharedServer.notYours();
    }

    @Override
    public void kill() {
        throw SharedServer.notYours();
    }

    @Override
    public void pause() {
        throw SharedServer.notYours();
    }

    @Override
    public void resume() {
        throw SharedServer.notYours();
    }

    @Override
    public void close() {
        throw SharedServer.notYours();
    }
}
