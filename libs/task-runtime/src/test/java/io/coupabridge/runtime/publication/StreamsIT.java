package io.coupabridge.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.edge.trail.Who;
import io.coupabridge.publication.StreamHaltedException;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.publication.StreamStore.HaltedStream;
import io.coupabridge.runtime.schedule.TenantScheduler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task service adds to the protocol of libs/publication. */
@QuarkusTest
class StreamsIT extends RuntimeTest {

    private static final String NAME = "test";

    @Inject
    Streams streams;

    @Inject
    StreamStore store;

    @Inject
    TenantScheduler scheduler;

    @Inject
    Database database;

    @BeforeEach
    void awaitTables() {
        awaitStart();
    }

    @Test
    void takes_note_of_wake_ups_when_it_opens_a_stream_that_it_left_settled() {
        // given
        streams.open(tenant, NAME).close();
        scheduler.ask(tenant, NAME);
        boolean asked = wakeAsked();

        // when
        streams.open(tenant, NAME).close();

        // then
        assertThat(asked).isTrue();
        assertThat(wakeAsked()).isFalse();
    }

    @Test
    void operators_see_a_halted_stream_until_it_is_rebased() {
        // given
        streams.open(tenant, NAME).close();
        database.update("update stream set page = 7 where tenant = ?", tenant.value());

        // when
        assertThatThrownBy(() -> streams.open(tenant, NAME))
                .isInstanceOf(StreamHaltedException.class)
                .hasMessageContaining(tenant.value())
                .hasMessageContaining("re-base");

        // then
        assertThat(store.halted(tenant, NAME)).isPresent();
        assertThat(haltedStreams()).singleElement().satisfies(stream -> {
            assertThat(stream.name()).isEqualTo(NAME);
            assertThat(stream.reason()).contains("re-base");
            assertThat(stream.since()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        });
        assertThat(streams.rebase(tenant, NAME, Who.SERVICE)).isTrue();
        streams.open(tenant, NAME).close();
        assertThat(store.halted(tenant, NAME)).isEmpty();
        assertThat(haltedStreams()).isEmpty();
        assertThat(inTheTrail()).containsExactly("STREAM_HALTED", "STREAM_REBASED");
    }

    /** It would forget a pending page without setting back what the version before this one has written of it. */
    @Test
    void cannot_be_opened_by_a_version_that_undoes_nothing() {
        assertThatThrownBy(() -> database.query("select owner, page, pending from stream", row -> row.getLong(1)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("pending");
    }

    private boolean wakeAsked() {
        return database.one(
                        "select wake_asked > wake_seen from stream where tenant = ? and name = ?",
                        row -> row.getBoolean(1),
                        tenant.value(),
                        NAME)
                .orElseThrow();
    }

    /** Of this test's tenant. */
    private List<HaltedStream> haltedStreams() {
        return store.halted("", "", 1_000).stream()
                .filter(stream -> stream.tenant().equals(tenant))
                .toList();
    }

    private List<String> inTheTrail() {
        return database.query(
                "select action from trail_entry where tenant = ? order by position",
                row -> row.getString(1),
                tenant.value());
    }
}
