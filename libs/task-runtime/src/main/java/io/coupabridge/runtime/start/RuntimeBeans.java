package io.coupabridge.runtime.start;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.kafka.NeededTopics;
import io.coupabridge.edge.kafka.WriteCheck;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.Sealer;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/** The plain libraries as beans, with the service's settings, and the topics of its task. */
@ApplicationScoped
class RuntimeBeans {

    /** @throws IllegalStateException when the service has no such keyset: it must not start then */
    @Produces
    @Singleton
    Sealer sealer(RuntimeConfig config) {
        return read(
                "tokens",
                config.keysets().tokens(),
                file -> Sealer.fromKeysetFile(
                        file, KeyEncryption.of(config.keysets().kekUri())));
    }

    /** @throws IllegalStateException when the service has no such keyset, or one that could sign */
    @Produces
    @Singleton
    EventVerifier eventVerifier(RuntimeConfig config) {
        return read("event-verification", config.keysets().eventVerification(), EventVerifier::fromKeysetFile);
    }

    private static <T> T read(String name, Path file, Function<Path, T> reading) {
        try {
            return reading.apply(file);
        } catch (KeysetException e) {
            throw new IllegalStateException("coupabridge.keysets." + name + ": " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    CoupaHttp coupaHttp(Vertx vertx, BaseUrlRules rules, RuntimeConfig config, Clock clock) {
        CoupaHttp.Settings usual = CoupaHttp.Settings.defaults();
        return new CoupaHttp(
                vertx,
                rules,
                new CoupaHttp.Settings(usual.connectTimeout(), config.run().requestTimeout(), usual.maxBodyBytes()),
                clock);
    }

    void close(@Disposes CoupaHttp http) {
        http.close();
    }

    @Produces
    @Singleton
    KafkaRights kafkaRights(TaskHandler handler) {
        return KafkaRights.of(handler.task());
    }

    @Produces
    @Singleton
    NeededTopics neededTopics(KafkaRights rights) {
        return NeededTopics.of(rights);
    }

    @Produces
    @Singleton
    WriteCheck writeCheck(NeededTopics needed, KafkaClients kafka, TaskHandler handler) {
        return new WriteCheck(
                needed,
                kafka,
                handler.task().group("readiness"),
                new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0));
    }
}
