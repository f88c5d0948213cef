package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.StreamHaltedException;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages that are settled together come to the same as pages that are settled one after the other. */
class PagePublisherIT {

    private static LedgerBed bed;

    private final TenantId tenant = LedgerBed.freshTenant();
    private final RunLedger runLedger = bed.runLedger;
    private final Database database = bed.database;
    private PublicationStream stream;
    private PagePublisher publisher;
    private Run run;

    @BeforeAll
    static void makeLedger() {
        bed = new LedgerBed();
    }

    @AfterAll
    static void closeLedger() {
        bed.close();
    }

    @BeforeEach
    void startRun() {
        run = bed.running(tenant, Position.START);
        openStream();
    }

    private void openStream() {
        stream = bed.open(tenant);
        publisher = bed.outcomes(stream).publisher();
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void a_record_that_two_pages_show_differently_gets_a_version_for_each() throws IOException {
        // when
        Run behind = publish(List.of(), page(found(7, 7, "before")), page(found(7, 7, "after")));

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
        publish(List.of(), page(found(7, 7, "same")), page(found(7, 40, "same")));

        // then
        assertThat(published()).extracting(DiscoveredUser::version).containsExactly(1L);
        assertThat(known(7).row()).isEqualTo(40);
    }

    @Test
    void of_two_references_the_one_of_the_later_page_is_remembered() throws IOException {
        // when
        publish(List.of(), refersTo("submitted"), refersTo("approved"));

        // then
        assertThat(runLedger.records.references(tenant, Map.of("report", List.of(5L))))
                .isEqualTo(Map.of("report", Map.of(5L, "approved")));
    }

    @Test
    void references_of_several_kinds_are_found_at_once_and_kept_apart() throws IOException {
        // given
        publish(
                List.of(),
                refersTo(
                        new Reference("report", 5, "approved"),
                        new Reference("itemised", 5, "rows"),
                        new Reference("report", 6, "paid")));
        Map<String, List<Long>> wanted =
                Map.of("report", List.of(5L, 7L), "itemised", List.of(4L, 5L, 6L), "other", List.of());

        // when
        Map<String, Map<Long, String>> found = runLedger.records.references(tenant, wanted);

        // then
        assertThat(found)
                .isEqualTo(Map.of("report", Map.of(5L, "approved"), "itemised", Map.of(5L, "rows"), "other", Map.of()));
        assertThat(runLedger
                        .records
                        .references(new TenantId(tenant + "-2"), wanted)
                        .values())
                .allSatisfy(none -> assertThat(none).isEmpty());
    }

    @Test
    void a_record_that_has_moved_to_another_row_is_not_missing_whichever_page_comes_first() throws IOException {
        // given
        publish(List.of(), page(found(7, 10, "one"), found(8, 60, "two")));

        // when each has moved into the range of the other
        publish(
                List.of(new Seen(0, 50, List.of(), List.of(8L), null), new Seen(50, 100, List.of(), List.of(7L), null)),
                page(found(8, 20, "two")),
                page(found(7, 70, "one")));

        // then
        assertThat(runLedger.sweeps.missing(tenant).total()).isZero();
    }

    @Test
    void what_none_of_the_pages_shows_is_missing() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one"), found(60, 60, "two"), found(61, 61, "three")));

        // when
        publish(
                List.of(
                        new Seen(0, 50, List.of(), List.of(), null),
                        new Seen(50, 100, List.of(60L), List.of(60L), null)),
                page(),
                page(found(60, 60, "two")));

        // then
        assertThat(runLedger.sweeps.toVerify(tenant, 10))
                .extracting(SweepStore.Missing::id)
                .containsExactly(7L, 61L);
    }

    @Test
    void a_change_that_was_not_published_is_published_in_the_same_version_when_it_is_read_again() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "before")));
        failToPublish(page(found(7, 7, "after")));

        // when
        publish(List.of(), page(found(7, 7, "after")));

        // then
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(1L, "before"), tuple(2L, "after"));
    }

    @Test
    void a_change_that_was_not_published_and_is_gone_again_is_none() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "before")));
        failToPublish(page(found(7, 7, "after")));

        // when consumers have just that
        publish(List.of(), page(found(7, 7, "before")));

        // then
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(1L, "before"));
    }

    @Test
    void of_a_new_record_that_was_not_published_nothing_is_known() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));

        // when
        failToPublish(page(found(7, 7, "one"), found(8, 8, "two")));

        // then
        assertThat(runLedger.sweeps.held(tenant, null).inWindow()).isEqualTo(1);
        publish(List.of(), page(found(8, 8, "two")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login, DiscoveredUser::change)
                .containsExactly(tuple(1L, "one", Change.NEW), tuple(1L, "two", Change.NEW));
    }

    @Test
    void a_record_that_came_back_and_was_not_published_is_removed_as_before() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));
        run = publisher.remove(run, List.of(known(7)));
        stream.settle();

        // when
        failToPublish(page(found(7, 7, "one")));

        // then
        assertThat(known(7)).extracting(Known::removed, Known::version).containsExactly(true, 2L);
        publish(List.of(), page(found(7, 7, "one")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::change)
                .containsExactly(tuple(1L, Change.NEW), tuple(2L, Change.REMOVED), tuple(3L, Change.NEW));
    }

    @Test
    void a_record_with_two_versions_in_what_was_not_published_loses_both() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));

        // when
        failToPublish(page(found(7, 7, "two")), page(found(7, 7, "three")));

        // then
        publish(List.of(), page(found(7, 7, "three")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(1L, "one"), tuple(2L, "three"));
    }

    @Test
    void a_new_record_with_two_versions_in_what_was_not_published_begins_with_the_first() throws IOException {
        // when
        failToPublish(page(found(7, 7, "one")), page(found(7, 7, "two")));

        // then
        publish(List.of(), page(found(7, 7, "two")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::change)
                .containsExactly(tuple(1L, Change.NEW));
    }

    @Test
    void what_was_seen_on_pages_that_were_not_published_is_seen_anew() throws IOException {
        // given a record that seemed to be missing, and one that did not
        publish(List.of(), page(found(7, 7, "one"), found(8, 8, "two")));
        failToPublish(List.of(new Seen(0, 50, List.of(8L), List.of(8L), null)), page(found(8, 8, "changed")));

        // when it is the other way round
        publish(List.of(new Seen(0, 50, List.of(7L), List.of(7L), null)), page(found(7, 7, "one")));

        // then
        assertThat(runLedger.sweeps.toVerify(tenant, 10))
                .extracting(SweepStore.Missing::id)
                .containsExactly(8L);
    }

    @Test
    void where_a_record_was_found_is_known_when_its_page_is_published_and_not_before() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));

        // when
        failToPublish(page(found(7, 40, "one"), found(8, 8, "two")));

        // then
        assertThat(known(7)).extracting(Known::row, Known::version).containsExactly(7L, 1L);
        publish(List.of(), page(found(7, 40, "one"), found(8, 8, "two")));
        assertThat(known(7)).extracting(Known::row, Known::version).containsExactly(40L, 1L);
        assertThat(published()).extracting(DiscoveredUser::login).containsExactly("one", "two");
    }

    @Test
    void a_publication_sees_what_the_one_before_it_changed_that_is_not_confirmed_yet() throws IOException {
        // given
        run = publisher.publish(run, encoded(page(found(7, 7, "one"))), run.position(), List.of());

        // when
        run = publisher.publish(run, encoded(page(found(7, 7, "one"), found(8, 8, "two"))), run.position(), List.of());
        run = publisher.publish(run, encoded(page(found(8, 8, "2"))), run.position(), List.of());

        // then
        assertThat(published())
                .extracting(DiscoveredUser::userId, DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(7L, 1L, "one"), tuple(8L, 1L, "two"), tuple(8L, 2L, "2"));
    }

    @Test
    void records_of_a_page_that_the_version_before_left_are_undone_when_it_was_not_published() throws IOException {
        // given one that it changed, one that it removed before and found again, and a new one
        publish(List.of(), page(found(7, 7, "one"), found(8, 8, "two")));
        run = publisher.remove(run, List.of(known(8)));
        stream.settle();
        breakOff(List.of(), page(found(7, 7, "1"), found(8, 8, "two"), found(9, 9, "three")));
        rememberAsTheVersionBefore(7, 2, 1);
        rememberAsTheVersionBefore(8, 3, -2);
        rememberAsTheVersionBefore(9, 1, 0);

        // when
        openStream();

        // then
        assertThat(known(7)).extracting(Known::removed, Known::version).containsExactly(false, 1L);
        assertThat(known(8)).extracting(Known::removed, Known::version).containsExactly(true, 2L);
        publish(List.of(), page(found(7, 7, "1"), found(8, 8, "two"), found(9, 9, "three")));
        assertThat(published().stream().skip(3))
                .extracting(DiscoveredUser::userId, DiscoveredUser::version, DiscoveredUser::change)
                .containsExactly(tuple(7L, 2L, Change.CHANGED), tuple(8L, 3L, Change.NEW), tuple(9L, 1L, Change.NEW));
    }

    @Test
    void records_of_a_page_that_the_version_before_left_stay_when_it_was_published() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));
        run = publisher.publish(run, encoded(page(found(7, 7, "1"), found(9, 9, "three"))), run.position(), List.of());
        stream.close();
        rememberAsTheVersionBefore(7, 2, 1);
        rememberAsTheVersionBefore(9, 1, 0);

        // when
        openStream();

        // then
        publish(List.of(), page(found(7, 7, "1"), found(9, 9, "three")));
        assertThat(published()).extracting(DiscoveredUser::version).containsExactly(1L, 2L, 1L);
    }

    @Test
    void a_page_in_doubt_is_published_in_the_next_version() throws Exception {
        // given
        publish(List.of(), page(found(7, 7, "before"), found(8, 8, "other")));
        breakOff(List.of(), page(found(7, 7, "after")));

        // when
        rebaseForgotten();

        // then
        publish(List.of(), page(found(7, 7, "after"), found(8, 8, "other")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(1L, "before"), tuple(1L, "other"), tuple(3L, "after"));
    }

    @Test
    void behind_a_damaged_page_each_record_is_published_in_a_version_that_it_cannot_have_used() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "before"), found(8, 8, "other")));
        breakOff(List.of(), page(found(7, 7, "after")));

        // when
        rebaseDamaged();

        // then the damaged page was the third
        publish(List.of(), page(found(7, 7, "after"), found(8, 8, "other")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(
                        tuple(1L, "before"), tuple(1L, "other"), tuple(3_001L, "after"), tuple(3_001L, "other"));
    }

    @Test
    void what_the_version_before_left_in_doubt_is_published_in_the_next_version() throws Exception {
        // given
        publish(List.of(), page(found(7, 7, "before")));
        breakOff(List.of(), page(found(7, 7, "after")));
        rememberAsTheVersionBefore(7, 2, 1);

        // when
        rebaseForgotten();

        // then
        publish(List.of(), page(found(7, 7, "after")));
        assertThat(published())
                .extracting(DiscoveredUser::version, DiscoveredUser::login)
                .containsExactly(tuple(1L, "before"), tuple(3L, "after"));
    }

    @Test
    void removals_in_doubt_are_published_in_the_next_version() throws Exception {
        // given
        publish(List.of(), page(found(7, 7, "one"), found(8, 8, "two")));
        publish(List.of(new Seen(0, 7, List.of(), List.of(), null)), page());
        run = publisher.publishVerified(
                run,
                EncodedPage.NOTHING,
                run.position(),
                SweepStore.Change.verified(List.of(7L), List.of(), List.of(), Instant.EPOCH));
        stream.settle();
        breakOff(() -> publisher.remove(run, runLedger.sweeps.toRemove(tenant, 10)));

        // when
        rebaseForgotten();

        // then
        publisher.remove(run, runLedger.sweeps.toRemove(tenant, 10));
        stream.settle();
        assertThat(published())
                .extracting(DiscoveredUser::userId, DiscoveredUser::version, DiscoveredUser::change)
                .containsExactly(tuple(7L, 1L, Change.NEW), tuple(8L, 1L, Change.NEW), tuple(7L, 3L, Change.REMOVED));
    }

    @Test
    void after_the_ledger_was_set_back_each_record_is_published_in_a_version_that_consumers_lack() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one"), found(8, 8, "two")));
        publish(List.of(), page(found(7, 7, "other"), found(9, 9, "three")));
        publish(List.of(), page(found(7, 7, "one")));
        setBackTo(1);

        // when
        rebase();

        // then
        publish(List.of(), page(found(7, 7, "one"), found(8, 8, "two"), found(9, 9, "three")));
        assertThat(published().stream().skip(5))
                .extracting(DiscoveredUser::userId, DiscoveredUser::version, DiscoveredUser::change)
                .containsExactly(
                        tuple(7L, 3_001L, Change.CHANGED),
                        tuple(8L, 3_001L, Change.CHANGED),
                        tuple(9L, 3_001L, Change.NEW));
        publish(List.of(), page(found(7, 7, "one"), found(8, 8, "two"), found(9, 9, "three")));
        assertThat(published()).hasSize(8);
    }

    @Test
    void no_version_comes_again_when_a_ledger_from_before_a_rebase_is_restored() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));
        publish(List.of(), page(found(7, 7, "other")));
        loseLedger();
        rebase();
        publish(List.of(), page(found(7, 7, "other")));
        setBackTo(2);

        // when
        rebase();

        // then
        publish(List.of(), page(found(7, 7, "other")));
        assertThat(published()).extracting(DiscoveredUser::version).containsExactly(1L, 2L, 2_001L, 3_001L);
    }

    @Test
    void after_the_ledger_was_set_back_consumers_listen_to_runs_that_were_open_then() throws IOException {
        // given
        publish(List.of(), page(found(7, 7, "one")));
        publish(List.of(), page(found(7, 7, "other")));
        setBackTo(1);

        // when
        rebase();

        // then
        assertThat(runLedger.runs.find(run.commandId()).orElseThrow().sequence())
                .isEqualTo(2_000);
    }

    @Test
    void no_sequence_comes_again_of_a_run_whose_outcome_is_in_doubt() throws Exception {
        // given
        Run ended = run.progressed().cancelled(Instant.now());
        breakOff(() -> stream.publish(() -> outcome(ended)));

        // when
        rebaseForgotten();

        // then
        Run open = runLedger.runs.find(run.commandId()).orElseThrow();
        assertThat(open.finished()).isFalse();
        assertThat(open.sequence()).isEqualTo(ended.sequence());
    }

    private Publication outcome(Run ended) {
        TaskEvent event = ended.event(ApplicationRoster.TASK, TaskEvent.Type.CANCELLED, Instant.now());
        return new Publication()
                .message(bed.messages.taskEvent(event, ended.trace()))
                .run(ended);
    }

    private void loseLedger() {
        stream.close();
        database.update("delete from stream where tenant = ?", tenant.value());
        database.update("delete from record where tenant = ?", tenant.value());
        assertThatThrownBy(this::openStream).isInstanceOf(StreamHaltedException.class);
    }

    private void setBackTo(int page) {
        stream.close();
        database.update("update stream set page = ? where tenant = ?", page, tenant.value());
        database.update("delete from record where tenant = ? and id = 9", tenant.value());
        database.update("update record set version = ? where tenant = ?", page, tenant.value());
        assertThatThrownBy(this::openStream).isInstanceOf(StreamHaltedException.class);
    }

    private void rebase() {
        bed.streams.rebase(tenant, Streams.RUNS, Who.SERVICE);
        openStream();
    }

    private void rebaseDamaged() {
        database.update("update stream set pending_page = 'damaged' where tenant = ?", tenant.value());
        assertThatThrownBy(this::openStream).isInstanceOf(StreamHaltedException.class);
        rebase();
    }

    private void rebaseForgotten() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrapServers))) {
            TopicPartition pages = new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0);
            String group = "coupa-bridge.roster." + tenant + "." + Streams.RUNS;
            admin.deleteConsumerGroupOffsets(group, Set.of(pages)).all().get(20, TimeUnit.SECONDS);
        }
        assertThatThrownBy(this::openStream).isInstanceOf(StreamHaltedException.class);
        rebase();
    }

    /**
     * Turns a record of the pending page into what the version before leaves: it writes records when it makes a page pending,
     * and of the page it names their ids.
     *
     * @param before its version, below 0 when it was removed, 0 when it is new
     */
    private void rememberAsTheVersionBefore(long id, long version, long before) {
        String text = database.one(
                        "select pending_page from stream where tenant = ?", row -> row.getString(1), tenant.value())
                .orElseThrow();
        ObjectNode pending = Json.read(text, ObjectNode.class);
        ArrayNode records = (ArrayNode) pending.get("records");
        for (int i = 0; i < records.size(); i++) {
            Known known = Json.read(records.get(i).toString(), Known.class);
            if (known.id() == id) {
                records.remove(i);
                ((ArrayNode) pending.get("remembered")).add(id);
                runLedger.records.store(tenant, List.of(known));
                assertThat(known.version()).isEqualTo(version);
            }
        }
        database.update(
                "update record set page = ?, version_before = ? where tenant = ? and id = ?",
                pending.get("page").asLong(),
                before,
                tenant.value(),
                id);
        database.update("update stream set pending_page = ? where tenant = ?", pending.toString(), tenant.value());
    }

    private void failToPublish(MappedPage... pages) {
        failToPublish(List.of(), pages);
    }

    private void failToPublish(List<Seen> seen, MappedPage... pages) {
        breakOff(seen, pages);
        openStream();
    }

    private void breakOff(List<Seen> seen, MappedPage... pages) {
        breakOff(() -> publisher.publish(run, encoded(pages), run.position(), seen));
    }

    private void breakOff(ThrowingCallable publishing) {
        bed.breakOff(stream, run, publishing);
    }

    private Run publish(List<Seen> seen, MappedPage... pages) {
        run = publisher.publish(run, encoded(pages), run.position(), seen);
        stream.settle();
        return run;
    }

    private static List<EncodedPage> encoded(MappedPage... pages) {
        return Stream.of(pages).map(EncodedPage::of).toList();
    }

    private Known known(long id) {
        return database.one(
                        "select hash, version, removed, row_id from record where tenant = ? and id = ?",
                        row -> new Known(id, row.getBytes(1), row.getLong(2), row.getBoolean(3), row.getLong(4), null),
                        tenant.value(),
                        id)
                .orElseThrow();
    }

    private List<DiscoveredUser> published() {
        return bed.published(tenant);
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
