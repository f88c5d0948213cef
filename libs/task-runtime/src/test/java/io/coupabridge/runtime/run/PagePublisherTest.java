package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import io.coupabridge.runtime.publication.PublicationStream;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages that are settled together come to the same as pages that are settled one after the other. */
@QuarkusTest
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
class PagePublisherTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final TenantId tenant = new TenantId("p-" + UUID.randomUUID());

    @Inject
    RunTools tools;

    @Inject
    Streams streams;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private PublicationStream stream;
    private PagePublisher publisher;
    private Run run;

    @BeforeEach
    void startRun() {
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> tools.runs.open(tenant).isEmpty());
        Instant now = Instant.now();
        run = Run.received(
                        UUID.randomUUID(),
                        tenant,
                        RunMode.FULL,
                        null,
                        null,
                        null,
                        now,
                        now.plus(Duration.ofHours(1)),
                        false,
                        null)
                .accepted()
                .started(RunMode.FULL, null, now, now, Position.START);
        tools.runs.insert(run);
        // not the stream that the service itself would work
        stream = streams.open(tenant, "test");
        publisher = new PagePublisher(tools, stream);
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void a_record_that_two_pages_show_differently_gets_a_version_for_each() throws IOException {
        // when
        Run behind = publish(null, page(found(7, 7, "before")), page(found(7, 7, "after")));

        // then
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(1L, "before"), tuple(2L, "after"));
        assertThat(known(7).version()).isEqualTo(2);
        assertThat(behind.progress())
                .extracting(Progress::pages, Progress::recordsNew, Progress::recordsChanged)
                .containsExactly(2L, 1L, 1L);
    }

    @Test
    void a_record_that_two_pages_show_alike_is_published_once() throws IOException {
        // when
        publish(null, page(found(7, 7, "same")), page(found(7, 40, "same")));

        // then
        assertThat(published()).extracting(DiscoveredUser::version).containsExactly(1L);
        assertThat(known(7).row()).isEqualTo(40);
    }

    @Test
    void of_two_references_the_one_of_the_later_page_is_remembered() throws IOException {
        // when
        publish(null, refersTo("submitted"), refersTo("approved"));

        // then
        assertThat(tools.records.references(tenant, Map.of("report", List.of(5L))))
                .isEqualTo(Map.of("report", Map.of(5L, "approved")));
    }

    @Test
    void references_of_several_kinds_are_found_at_once_and_kept_apart() throws IOException {
        // given
        publish(
                null,
                refersTo(
                        new Reference("report", 5, "approved"),
                        new Reference("itemised", 5, "rows"),
                        new Reference("report", 6, "paid")));
        Map<String, List<Long>> wanted =
                Map.of("report", List.of(5L, 7L), "itemised", List.of(4L, 5L, 6L), "other", List.of());

        // when
        Map<String, Map<Long, String>> found = tools.records.references(tenant, wanted);

        // then
        assertThat(found)
                .isEqualTo(Map.of("report", Map.of(5L, "approved"), "itemised", Map.of(5L, "rows"), "other", Map.of()));
        assertThat(tools.records.references(new TenantId(tenant + "-2"), wanted).values())
                .allSatisfy(none -> assertThat(none).isEmpty());
    }

    @Test
    void a_record_that_has_moved_to_another_row_is_not_missing_whichever_page_comes_first() throws IOException {
        // given
        publish(null, page(found(7, 10, "one"), found(8, 60, "two")));

        // when each has moved into the range of the other
        publish(
                SweepStore.Change.seen(List.of(
                        new Seen(0, 50, List.of(), List.of(8L), null),
                        new Seen(50, 100, List.of(), List.of(7L), null))),
                page(found(8, 20, "two")),
                page(found(7, 70, "one")));

        // then
        assertThat(tools.sweeps.missing(tenant)).isZero();
    }

    @Test
    void what_none_of_the_pages_shows_is_missing() throws IOException {
        // given
        publish(null, page(found(7, 7, "one"), found(60, 60, "two"), found(61, 61, "three")));

        // when
        publish(
                SweepStore.Change.seen(List.of(
                        new Seen(0, 50, List.of(), List.of(), null),
                        new Seen(50, 100, List.of(60L), List.of(60L), null))),
                page(),
                page(found(60, 60, "two")));

        // then
        assertThat(tools.sweeps.toVerify(tenant, 10))
                .extracting(SweepStore.Missing::id)
                .containsExactly(7L, 61L);
    }

    private Run publish(SweepStore.Change seen, MappedPage... pages) {
        List<EncodedPage> encoded = Stream.of(pages).map(EncodedPage::of).toList();
        run = publisher.publish(run, encoded, run.position(), seen);
        stream.settle();
        return run;
    }

    private Known known(long id) {
        return tools.records.known(tenant, List.of(id)).get(id);
    }

    private List<DiscoveredUser> published() {
        return TopicReader.readAll(bootstrapServers, Task.APPLICATION_ROSTER.recordTopic()).stream()
                .filter(record -> record.key().startsWith(tenant + "/"))
                .map(record -> record.as(DiscoveredUser.class))
                .toList();
    }

    private static MappedPage page(Found... found) {
        return new MappedPage(List.of(found), List.of(), List.of(), Set.of());
    }

    private static MappedPage refersTo(String status) {
        return refersTo(new Reference("report", 5, status));
    }

    private static MappedPage refersTo(Reference... references) {
        return new MappedPage(List.of(), List.of(), List.of(references), Set.of());
    }

    private Found found(long id, long row, String login) throws IOException {
        String json = "{\"tenantId\":\"" + tenant + "\",\"userId\":" + id + ",\"login\":\"" + login + "\"}";
        return new Found(Json.parse(json.getBytes(StandardCharsets.UTF_8), DiscoveredUser.class), row, null);
    }
}
