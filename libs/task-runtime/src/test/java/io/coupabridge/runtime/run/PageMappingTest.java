package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pages with one row each; the row of page n has id n, and its lane begins before it. */
class PageMappingTest implements Lookups {

    private static final String KIND = "seen-by";
    private static final Resource USERS = new Resource("/api/users", "[\"id\"]", Set.of());
    private static final Duration LONG = Duration.ofHours(1);

    private final RunScope scope =
            new RunScope(new TenantId("acme-prod"), RunMode.FULL, null, null, Instant.parse("2026-11-28T03:00:00Z"));
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<LaneEvent> events = new ArrayList<>();
    private final List<Set<Long>> questions = new ArrayList<>();
    private final Set<Long> unreadable = new HashSet<>();
    private final Set<Long> unmappable = new HashSet<>();
    private final Map<Long, Map<Long, String>> rememberedOf = new HashMap<>();
    private RuntimeException databaseDown;
    private final List<OddRow> odd = new ArrayList<>();
    private boolean coupaRefuses;
    private int asked;
    private int taken;

    private final Set<Long> wantsNothingSensible = new HashSet<>();
    private final Set<Long> askingCoupa = new HashSet<>();
    private final Pass pass = new Pass("users", USERS, List.of(), this::read);
    private final PageMapping mapping = new PageMapping(
            threads::add, new PassMapper(pass, new PutAside.Rules(Set.of(USERS.path())), this), events::add);

    @Test
    void asks_once_for_what_is_remembered_of_pages_that_are_there_together() {
        // given
        add(Duration.ZERO, 1, 2, 3);

        // when
        startAndRun();

        // then
        assertThat(questions).containsExactly(Set.of(1L, 2L, 3L));
        assertThat(mapped()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void waits_a_while_for_others() {
        // given
        add(LONG, 1, 2);

        // when
        mapping.start(false);

        // then
        assertThat(threads).isEmpty();
        assertThat(mapping.startsBefore(System.nanoTime() + Duration.ofHours(2).toNanos()))
                .isTrue();
        assertThat(mapping.size()).isEqualTo(2);
    }

    @Test
    void what_waits_fails_unmapped_when_look_ups_are_given_up() {
        // given
        add(LONG, 1, 2);

        // when
        mapping.giveUp();

        // then
        assertThat(events)
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(
                                LaneEvent.PageFailed.class,
                                failed -> assertThat(failed.inMapping()).isFalse()));
        assertThat(mapping.size()).isZero();
    }

    @Test
    void waits_no_longer_when_no_other_page_is_on_its_way() {
        // given
        add(LONG, 1, 2);

        // when
        mapping.start(true);

        // then
        assertThat(threads).hasSize(1);
    }

    @Test
    void starts_when_there_are_enough_and_those_left_over_wait_for_others() {
        // given
        add(LONG, LongStream.rangeClosed(1, PageMapping.PAGES_TOGETHER + 2L).toArray());

        // when
        startAndRun();

        // then
        assertThat(mapped()).hasSize(PageMapping.PAGES_TOGETHER);
        assertThat(mapping.size()).isEqualTo(2);
    }

    @Test
    void those_left_over_wait_for_what_is_being_mapped_though_no_other_is_on_its_way() {
        // given
        add(LONG, LongStream.rangeClosed(1, PageMapping.PAGES_TOGETHER + 2L).toArray());
        mapping.start(true);
        int beside = threads.size();
        runThreads();

        // when
        mapping.start(true);

        // then
        assertThat(beside).isEqualTo(1);
        assertThat(threads).hasSize(1);
    }

    @Test
    void they_wait_no_longer_than_others_for_a_mapper_that_does_not_end() {
        // given
        add(LONG, LongStream.rangeClosed(1, PageMapping.PAGES_TOGETHER + 2L).toArray());
        mapping.start(true);

        // when
        mapping.holdBack(Duration.ZERO);
        mapping.start(true);

        // then
        assertThat(threads).hasSize(2);
    }

    @Test
    void only_what_is_enough_starts_while_something_is_settled() {
        // given
        add(
                Duration.ZERO,
                LongStream.rangeClosed(1, PageMapping.PAGES_TOGETHER + 2L).toArray());

        // when
        mapping.startFull();

        // then
        assertThat(threads).hasSize(1);
        assertThat(mapping.size()).isEqualTo(PageMapping.PAGES_TOGETHER + 2);
    }

    @Test
    void takes_no_more_bytes_together_than_are_settled_together() {
        // given
        addLarge(LONG, 1);
        addLarge(LONG, 2);

        // when
        mapping.start(false);

        // then
        assertThat(threads).hasSize(2);
    }

    @Test
    void has_only_a_few_mappers_at_work_and_another_one_when_one_has_ended() {
        // given
        for (long page = 1; page <= PageMapping.AT_ONCE + 1; page++) {
            addLarge(Duration.ZERO, page);
        }
        mapping.start(false);
        int atOnce = threads.size();

        // when
        threads.remove().run();
        take();
        mapping.start(false);

        // then
        assertThat(atOnce).isEqualTo(PageMapping.AT_ONCE);
        assertThat(threads).hasSize(PageMapping.AT_ONCE);
        assertThat(mapping.size()).isEqualTo(PageMapping.AT_ONCE);
    }

    @Test
    void a_page_that_fails_fails_alone() {
        // given
        unreadable.add(1L);
        unmappable.add(3L);
        add(Duration.ZERO, 1, 2, 3, 4);

        // when
        startAndRun();

        // then
        assertThat(mapped()).containsExactly(2L, 4L);
        assertThat(failed()).containsExactly(1L, 3L);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void all_fail_when_nobody_can_tell_what_is_remembered() {
        // given
        databaseDown = new IllegalStateException("Nobody there.");
        add(Duration.ZERO, 1, 2);

        // when
        startAndRun();

        // then
        assertThat(failed()).containsExactly(1L, 2L);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void goes_on_after_more_failures_than_there_are_mappers() {
        // given
        for (long page = 1; page <= 2L * PageMapping.AT_ONCE; page++) {
            unmappable.add(page);
            add(Duration.ZERO, page);
            startAndRun();
        }
        add(Duration.ZERO, 100);

        // when
        startAndRun();

        // then
        assertThat(mapped()).containsExactly(100L);
    }

    @Test
    void a_page_knows_what_those_before_it_leave() {
        // given
        add(Duration.ZERO, 1, 2);

        // when
        startAndRun();

        // then
        assertThat(rememberedOf.get(1L)).isEmpty();
        assertThat(rememberedOf.get(2L)).containsOnlyKeys(1L);
    }

    @Test
    void a_page_that_fails_leaves_nothing_to_those_behind_it() {
        // given
        unmappable.add(1L);
        add(Duration.ZERO, 1, 2);

        // when
        startAndRun();

        // then
        assertThat(rememberedOf.get(2L)).isEmpty();
    }

    @Test
    void all_fail_when_a_page_does_not_say_what_it_wants() {
        // given
        wantsNothingSensible.add(2L);
        add(Duration.ZERO, 1, 2);

        // when
        startAndRun();

        // then
        assertThat(failed()).containsExactly(1L, 2L);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void hands_on_what_is_done_before_it_asks_coupa() {
        // given
        askingCoupa.add(3L);
        add(Duration.ZERO, 1, 2, 3, 4);

        // when
        startAndRun();

        // then
        assertThat(events)
                .extracting(answer -> ((LaneEvent.PagesMapped) answer).pages().size())
                .containsExactly(2, 2);
        assertThat(mapped()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void has_pages_go_alone_while_they_ask_coupa_and_together_afterwards() {
        // given
        askingCoupa.add(1L);
        add(Duration.ZERO, 1);
        startAndRun();
        add(LONG, 2, 3);

        // when
        mapping.start(false);
        int apart = threads.size();
        runThreads();
        add(Duration.ZERO, 4, 5);
        mapping.start(false);

        // then
        assertThat(apart).isEqualTo(2);
        assertThat(threads).hasSize(1);
    }

    @Test
    void asks_coupa_nothing_more_once_it_refused() {
        // given
        askingCoupa.addAll(Set.of(2L, 3L));
        coupaRefuses = true;
        add(Duration.ZERO, 1, 2, 3, 4);

        // when
        startAndRun();

        // then
        assertThat(asked).isEqualTo(1);
        assertThat(mapped()).containsExactly(1L);
        assertThat(failed()).containsExactly(2L, 3L, 4L);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void a_refusal_of_what_was_asked_besides_is_newer_than_the_page() {
        // given
        askingCoupa.add(1L);
        coupaRefuses = true;
        add(Duration.ZERO, 1);
        long before = System.nanoTime();

        // when
        startAndRun();

        // then
        assertThat(events)
                .filteredOn(LaneEvent.PageFailed.class::isInstance)
                .singleElement()
                .satisfies(answer -> assertThat(((LaneEvent.PageFailed) answer).sentNanos() - before)
                        .isNotNegative());
    }

    @Test
    void maps_nothing_any_more_when_it_is_closed() {
        // given
        add(Duration.ZERO, 1, 2);
        mapping.start(false);

        // when
        mapping.close();
        runThreads();

        // then
        assertThat(mapped()).isEmpty();
        assertThat(failed()).isEmpty();
    }

    @Test
    void puts_odd_rows_aside_with_their_page_and_those_that_look_ups_of_the_records_met() {
        // given
        add(Duration.ZERO, 1);
        askingCoupa.add(1L);
        odd.add(row(null, 8L));

        // when
        startAndRun();

        // then
        LanePage page = onlyPage();
        assertThat(page.page().quarantined())
                .extracting(MappedPage.Unmappable::recordId)
                .containsExactly("before-8-1");
        assertThat(page.page().unnamed()).isEqualTo(1);
    }

    @Test
    void maps_nothing_of_a_page_of_odd_rows_and_puts_them_aside() {
        // given
        Page page = new Page(List.of(), List.of(row(7L, 7L), row(null, null)), null, 100, 0);
        LanePlan plan = new LanePlan(List.of(new Range(0, 10)), 50, true);
        Ask ask = plan.next().orElseThrow();
        Settlement settlement = plan.arrived(ask, page).orElseThrow().settlement();
        mapping.add(new UnmappedPage(new LaneEvent.PageCame(ask, 1, 1, null, page), settlement, page), Duration.ZERO);

        // when
        startAndRun();

        // then
        assertThat(onlyPage().page().quarantined())
                .extracting(MappedPage.Unmappable::recordId)
                .containsExactly("7", "after-3-1");
        assertThat(onlyPage().rows()).containsExactly(7L);
        assertThat(onlyPage().page().ids()).containsExactly(7L);
    }

    @Test
    void names_rows_of_other_lists_by_their_list_too_and_leaves_those_of_look_ups_alone() {
        // given
        Resource reports = new Resource("/api/expense_reports", "[\"id\"]", Set.of());
        PutAside.Rules rules = new PutAside.Rules(Set.of(USERS.path()));

        // when
        PutAside ofPass = rules.rows(reports, List.of(row(7L, 7L), row(null, 8L)));
        PutAside ofLookUp = rules.lookedUp(reports, List.of(row(7L, 7L)));

        // then
        assertThat(ofPass.rows())
                .extracting(MappedPage.Unmappable::recordId)
                .containsExactly("expense_reports/7", "expense_reports/before-8-1");
        assertThat(ofPass.unnamed()).isZero();
        assertThat(ofLookUp).isEqualTo(PutAside.NOTHING);
    }

    private static OddRow row(Long id, Long before) {
        return new OddRow(id, 3, before, 1, "It is odd.", JsonNodeFactory.instance.objectNode());
    }

    private LanePage onlyPage() {
        return events.stream()
                .filter(LaneEvent.PagesMapped.class::isInstance)
                .flatMap(answer -> ((LaneEvent.PagesMapped) answer).pages().stream())
                .reduce((one, other) -> {
                    throw new AssertionError("There are several pages.");
                })
                .orElseThrow();
    }

    private void add(Duration linger, long... ids) {
        for (long id : ids) {
            addOne(linger, id, 100);
        }
    }

    private void addLarge(Duration linger, long id) {
        addOne(linger, id, PageMapping.BYTES_TOGETHER);
    }

    private void addOne(Duration linger, long id, int bytes) {
        ObjectNode row = JsonNodeFactory.instance.objectNode().put("id", id);
        Page page = new Page(List.of(row), null, bytes, 0);
        LanePlan plan = new LanePlan(List.of(new Range(id - 1, id)), 50, true);
        Ask ask = plan.next().orElseThrow();
        Settlement settlement = plan.arrived(ask, page).orElseThrow().settlement();
        mapping.add(new UnmappedPage(new LaneEvent.PageCame(ask, id, id, null, page), settlement, page), linger);
    }

    private void startAndRun() {
        mapping.start(false);
        runThreads();
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        take();
    }

    /** As the run's thread does. */
    private void take() {
        for (; taken < events.size(); taken++) {
            if (events.get(taken) instanceof LaneEvent.PagesMapped pages) {
                mapping.took(pages);
            } else {
                mapping.tookFailure();
            }
        }
    }

    private List<Long> mapped() {
        return events.stream()
                .filter(LaneEvent.PagesMapped.class::isInstance)
                .flatMap(answer -> ((LaneEvent.PagesMapped) answer).pages().stream())
                .map(LanePage::rows)
                .flatMap(List::stream)
                .toList();
    }

    /** The pages of the lanes that are free again. */
    private List<Long> failed() {
        return events.stream()
                .filter(LaneEvent.PageFailed.class::isInstance)
                .map(answer -> ((LaneEvent.PageFailed) answer).lane().after() + 1)
                .toList();
    }

    private PageMapper.Draft read(Page page, RunScope ofRun) {
        long id = page.lastId();
        if (unreadable.contains(id)) {
            throw new IllegalArgumentException("Page " + id + " cannot be read.");
        }
        return new PageMapper.Draft() {
            @Override
            public Map<String, Collection<Long>> wanted() {
                if (wantsNothingSensible.contains(id)) {
                    throw new IllegalStateException("Page " + id + " does not know what it wants.");
                }
                return Map.of(KIND, List.of(id));
            }

            @Override
            public MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context) {
                rememberedOf.put(id, Map.copyOf(remembered.get(KIND)));
                if (askingCoupa.contains(id)) {
                    context.fetchAll(USERS, List.of());
                }
                if (unmappable.contains(id)) {
                    throw new IllegalArgumentException("Page " + id + " cannot be mapped.");
                }
                return new MappedPage(List.of(), List.of(), List.of(new Reference(KIND, id, "page " + id)), Set.of());
            }
        };
    }

    @Override
    public RunScope scope() {
        return scope;
    }

    @Override
    public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
        if (databaseDown != null) {
            throw databaseDown;
        }
        if (wanted.isEmpty()) {
            return Map.of();
        }
        questions.add(Set.copyOf(wanted.get(KIND)));
        return new HashMap<>(Map.of(KIND, new HashMap<>()));
    }

    @Override
    public Rows find(Resource resource, List<Filter> filters) {
        asked++;
        if (coupaRefuses) {
            throw new UnauthorizedException("Coupa refuses the token.");
        }
        return new Rows(List.of(), odd);
    }
}
