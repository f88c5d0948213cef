package io.coupabridge.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.EventKeysets;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task service can check who made an event, and could not make one. */
class RuntimeBeansTest {

    @TempDir
    Path directory;

    private final RuntimeBeans beans = new RuntimeBeans();
    private EventKeysets events;
    private Path tokens;

    @BeforeEach
    void makeKeysets() {
        events = EventKeysets.in(directory);
        tokens = directory.resolve("tokens.json");
        KeysetFile.create(tokens);
    }

    @Test
    void takes_the_public_keyset_of_events() {
        assertThat(beans.eventVerifier(config(events.verification()))).isNotNull();
    }

    @Test
    void refuses_a_keyset_that_could_sign_and_names_the_setting() {
        assertThatThrownBy(() -> beans.eventVerifier(config(events.signing())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("coupabridge.keysets.event-verification: ")
                .hasMessageContaining("holds secret keys");
    }

    @Test
    void refuses_a_missing_file_and_names_the_setting() {
        assertThatThrownBy(() -> beans.eventVerifier(config(directory.resolve("none.json"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("coupabridge.keysets.event-verification: ")
                .hasMessageContaining("does not exist");
    }

    private RuntimeConfig config(Path verification) {
        Map<String, String> settings = Map.of(
                "coupabridge.task", "roster",
                "coupabridge.keysets.tokens", tokens.toString(),
                "coupabridge.keysets.event-verification", verification.toString());
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(RuntimeConfig.class)
                .withSources(new PropertiesConfigSource(settings, "the test", 100))
                .build()
                .getConfigMapping(RuntimeConfig.class);
    }
}
