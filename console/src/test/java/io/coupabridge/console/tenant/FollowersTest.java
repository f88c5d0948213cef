package io.coupabridge.console.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FollowersTest {

    private static final TenantId TENANT = new TenantId("northwind");

    private final Followers followers = new Followers(new LiveVersions(null));

    @Test
    void nobodys_pages_keep_others_from_following() {
        // given
        for (int i = 0; i < Followers.MOST_OF_ONE; i++) {
            assertThat(add("one", new Sink())).isTrue();
        }

        // when
        boolean another = add("one", new Sink());

        // then
        assertThat(another).isFalse();
        assertThat(add("another", new Sink())).isTrue();
    }

    @Test
    void a_page_that_is_closed_counts_no_more() {
        // given
        Sink first = new Sink();
        add("one", first);
        for (int i = 1; i < Followers.MOST_OF_ONE; i++) {
            add("one", new Sink());
        }

        // when
        first.close();

        // then
        assertThat(add("one", new Sink())).isTrue();
    }

    @Test
    void nobody_follows_a_process_that_stops() {
        // given
        Sink open = new Sink();
        add("one", open);

        // when
        followers.stop(null);

        // then
        assertThat(open.isClosed()).isTrue();
        assertThat(add("another", new Sink())).isFalse();
    }

    private boolean add(String subject, Sink sink) {
        return followers.add(new Followers.Page(TENANT, subject, ""), sink, version -> null);
    }

    private static final class Sink implements SseEventSink {

        private boolean closed;

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
