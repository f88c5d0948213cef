package io.coupabridge.token.rotation;

import io.coupabridge.token.keyset.KeysetConfig;
import io.coupabridge.token.keyset.Keysets;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;

/** Keysets, database and Kafka of token-service, from its settings. */
final class RotationEnvironment {

    private static final String KAFKA = "kafka.";

    private final SmallRyeConfig config;

    RotationEnvironment(SmallRyeConfigBuilder settings) {
        this.config = settings.addDefaultInterceptors()
                .withMapping(KeysetConfig.class)
                .build();
    }

    /** @throws IllegalStateException when they will not do */
    Keysets keysets() {
        return new Keysets(config.getConfigMapping(KeysetConfig.class), config);
    }

    Connection database() throws SQLException {
        return dataSource().getConnection();
    }

    DataSource dataSource() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(required("quarkus.datasource.jdbc.url"));
        database.setUser(config.getOptionalValue("quarkus.datasource.username", String.class)
                .orElse(null));
        database.setPassword(config.getOptionalValue("quarkus.datasource.password", String.class)
                .orElse(null));
        return database;
    }

    /** Of committed records, in no group. */
    Consumer<byte[], byte[]> consumer() {
        required("kafka.bootstrap.servers");
        Map<String, Object> settings = new HashMap<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(KAFKA))
                .forEach(name -> config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(name.substring(KAFKA.length()), value)));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private String required(String setting) {
        return config.getOptionalValue(setting, String.class)
                .orElseThrow(() -> new IllegalStateException(setting + " is not set."));
    }
}
