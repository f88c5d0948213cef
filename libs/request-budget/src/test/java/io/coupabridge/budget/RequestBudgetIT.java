package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.coupabridge.budget.RequestBudget.Settings;
import io.coupabridge.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one caller sees of the budget, on a real PostgreSQL. */
@Timeout(60)
class RequestBudgetIT {

    private static final String HOST = "acme.coupahost.com";
    private static final int CEILING = 25;
    private static final Duration ANSWERED_IN = Duration.ofMillis(120);

    /** Slots that are wide enough not to be over when they arrive on a busy machine. */
    private static final Settings TOLERANT =
            new Settings(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));

    /** Later than such a slot is wide. */
    private static final Duration LATE = Duration.ofMillis(150);

    private String jdbcUrl;
    private BudgetDatabase database;
    private RequestBudget budget;

    @BeforeEach
    void freshBudget() {
        jdbcUrl = TestPostgres.shared().freshDatabase();
        database = BudgetDatabase.migrated(jdbcUrl);
        budget = database.budget(TOLERANT);
        getToKnow(budget);
        database.execute("delete from request_budget");
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void hands_out_slots_in_order_and_as_far_apart_as_the_ceiling_asks() {
        // when
        List<Slot> slots = budget.reserve(HOST, CEILING, 5);

        // then
        assertThat(slots).hasSize(5);
        for (int i = 1; i < slots.size(); i++) {
            assertThat(slots.get(i).notBeforeNanos() - slots.get(i - 1).notBeforeNanos())
                    // and drift
                    .isBetween(44_000_000L, 44_100_000L);
        }
        assertThat(slots).allMatch(slot -> slot.notAfterNanos() - slot.notBeforeNanos() <= 100_000_000);
    }

    @Test
    void keeps_half_of_the_horizon_free_for_a_newcomer() {
        // given
        List<Slot> first = budget.reserve(HOST, "first", CEILING, 1_000);

        // when
        List<Slot> newcomer = budget.reserve(HOST, "newcomer", CEILING, 1_000);

        // then
        assertThat(first).hasSize(12);
        assertThat(newcomer).hasSize(8);
        assertThat(newcomer.get(0).notBeforeNanos() - first.get(0).notBeforeNanos())
                .isLessThan(1_000_000_000);
    }

    @Test
    void is_busy_for_a_holder_that_has_its_share_until_the_first_of_its_slots_begins() {
        // when
        BudgetBusyException busy = reserveUntilBusy("greedy");

        // then
        assertThat(busy.retryIn()).isBetween(Duration.ZERO, Duration.ofMillis(45));
    }

    @Test
    void hands_out_nothing_beyond_the_horizon() {
        // when
        reserveUntilBusy("a", "b", "c", "d", "e");

        // then
        assertThat(
                        database.number(
                                "select extract(epoch from max(s) - clock_timestamp()) from request_budget_holder, unnest(slots) s"))
                .isLessThanOrEqualTo(1.0);
    }

    @Test
    void lets_unused_reservations_lapse() {
        // given
        reserveUntilBusy("gone", "gone too", "gone as well");

        // when
        List<Slot> slots = await().atMost(Duration.ofSeconds(10))
                .ignoreExceptionsInstanceOf(BudgetBusyException.class)
                .until(() -> budget.reserve(HOST, "alive", CEILING, 5), granted -> granted.size() == 5);

        // then
        assertThat(slots).hasSize(5);
    }

    @Test
    void lets_the_strictest_ceiling_of_the_last_minute_govern() {
        // given
        budget.reserve(HOST, "strict", 5, 1);
        // when
        List<Slot> slots = budget.reserve(HOST, "lax", CEILING, 2);
        // then
        assertThat(spacingMillis(slots)).isEqualTo(220);
    }

    @Test
    void a_raised_ceiling_counts_at_once_whoever_asked_with_the_lower_one() {
        // given
        budget.reserve(HOST, "t/token-service", 5, 1);
        budget.reserve(HOST, "t/expense", 5, 1);

        // when
        budget.ceilingChanged(HOST, "t", "t/token-service", CEILING);

        // then
        assertThat(spacingMillis(budget.reserve(HOST, "t/roster", CEILING, 2))).isEqualTo(44);
    }

    @Test
    void a_lowered_ceiling_counts_at_once_for_who_does_not_know_it_yet() {
        // given
        budget.reserve(HOST, "t/roster", CEILING, 1);

        // when
        budget.ceilingChanged(HOST, "t", "t/token-service", 5);

        // then
        assertThat(spacingMillis(budget.reserve(HOST, "t/roster", CEILING, 2))).isEqualTo(220);
    }

    @Test
    void a_raised_ceiling_of_one_tenant_leaves_that_of_its_neighbour() {
        // given
        budget.reserve(HOST, "t2/roster", 5, 1);

        // when
        budget.ceilingChanged(HOST, "t", "t/token-service", CEILING);

        // then
        assertThat(spacingMillis(budget.reserve(HOST, "t/roster", CEILING, 2))).isEqualTo(220);
    }

    @Test
    void who_comes_first_has_the_next_slot_before_the_others_also_when_another_tenant_is_slow() throws Exception {
        // given a slot that the others may not have yet
        budget.reserve(HOST, "slow/roster", 1, 1);
        database.execute("update request_budget set next_slot = clock_timestamp() + interval '1.9 seconds'");
        assertThatThrownBy(() -> budget.reserve(HOST, "t/roster", CEILING, 1)).isInstanceOf(BudgetBusyException.class);
        // when
        Demand grant = new Demand(HOST, "t/token-service", CEILING, 1, true);
        Reservation reservation = new SlotStore(database.pool(), TOLERANT).reserve(grant, false, Optional.empty());
        // then
        assertThat(reservation).isInstanceOf(Reservation.Granted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, CEILING})
    void a_raised_ceiling_holds_although_a_grant_has_a_slot_further_ahead(int raised) throws Exception {
        // given a slot of a run and the next one of a grant, as late as each may have one
        budget.reserve(HOST, "t/roster", 1, 1);
        database.execute("update request_budget set next_slot = clock_timestamp() + interval '900 milliseconds'");
        List<Slot> slots = new ArrayList<>(budget.reserve(HOST, "t/expense", 1, 1));
        Demand grant = new Demand(HOST, "t/token-service", 1, 1, true);
        Reservation reserved = new SlotStore(database.pool(), TOLERANT).reserve(grant, false, Optional.empty());
        slots.addAll(((Reservation.Granted) reserved).slots());

        // when
        budget.ceilingChanged(HOST, "t", "t/token-service", raised);
        while (slots.size() < 2 + 2 * raised) {
            try {
                slots.addAll(budget.reserve(HOST, "t/roster", raised, 2));
            } catch (BudgetBusyException busy) {
                Thread.sleep(busy.retryIn().toMillis());
            }
        }

        // then
        slots.sort(Comparator.comparingLong(Slot::notBeforeNanos));
        for (int i = raised; i < slots.size(); i++) {
            assertThat(slots.get(i).notBeforeNanos() - slots.get(i - raised).notAfterNanos())
                    .isGreaterThanOrEqualTo(1_000_000_000);
        }
    }

    @Test
    void forgets_a_strict_ceiling_after_a_minute_without_it() {
        // given
        budget.reserve(HOST, "strict", 5, 1);
        database.execute("update request_budget_holder set seen_at = seen_at - interval '61 seconds'");
        // when
        List<Slot> slots = budget.reserve(HOST, "lax", CEILING, 2);
        // then
        assertThat(spacingMillis(slots)).isEqualTo(44);
        assertThat(database.number("select count(*) from request_budget_holder"))
                .isEqualTo(1);
    }

    @Test
    void keeps_hosts_apart() {
        // given
        budget.throttled(HOST, Optional.of(Duration.ofMinutes(5)));
        // when
        List<Slot> slots = budget.reserve("other.coupahost.com", CEILING, 1);
        // then
        assertThat(slots).hasSize(1);
    }

    @Test
    void blocks_everybody_for_as_long_as_coupa_asks() {
        // given
        RequestBudget otherReplica = database.budget();
        long before = System.nanoTime();

        // when
        budget.throttled(HOST, Optional.of(Duration.ofSeconds(2)));

        // then
        assertThatThrownBy(() -> otherReplica.reserve(HOST, CEILING, 1))
                .isInstanceOfSatisfying(
                        BudgetBlockedException.class,
                        blocked ->
                                assertThat(blocked.retryIn()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2)));
        Slot first = await().atMost(Duration.ofSeconds(15))
                .ignoreExceptionsInstanceOf(BudgetBlockedException.class)
                .until(() -> otherReplica.reserve(HOST, CEILING, 1).get(0), slot -> true);
        assertThat(first.notBeforeNanos() - before).isGreaterThanOrEqualTo(2_000_000_000L);
    }

    @Test
    void doubles_the_block_while_throttling_goes_on_up_to_a_minute() {
        // when
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            budget.throttled(HOST, Optional.empty());

            // then
            assertThat(blockedFor()).isBetween(Duration.ofMillis(seconds * 1_000L - 900), Duration.ofSeconds(seconds));
            endBlock();
        }
    }

    @Test
    void takes_what_is_throttled_during_a_block_for_the_same_incident() {
        // when
        for (int answer = 0; answer < 10; answer++) {
            budget.throttled(HOST, Optional.empty());
        }

        // then
        assertThat(database.number("select throttles from request_budget")).isEqualTo(1);
        assertThat(database.number("select rate_factor from request_budget")).isEqualTo(0.7);
    }

    @Test
    void prolongs_a_block_when_coupa_asks_for_more() {
        // given
        budget.throttled(HOST, Optional.of(Duration.ofSeconds(5)));
        // when
        budget.throttled(HOST, Optional.of(Duration.ofSeconds(30)));
        budget.throttled(HOST, Optional.of(Duration.ofSeconds(1)));
        // then
        assertThat(blockedFor()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void believes_no_block_longer_than_a_day() {
        // when
        budget.throttled(HOST, Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
        // then
        assertThat(blockedFor()).isLessThanOrEqualTo(Duration.ofHours(24));
    }

    @Test
    void goes_slower_after_throttling_and_slowly_faster_with_good_answers() {
        // given
        budget.throttled(HOST, Optional.empty());
        endBlock();

        // when
        List<Slot> slowed = budget.reserve(HOST, CEILING, 2);
        database.execute("update request_budget set rate_seen_at = rate_seen_at - interval '1 hour'");
        budget.answered(HOST);
        budget.reserve(HOST, CEILING, 1);

        // then
        assertThat(spacingMillis(slowed)).isEqualTo(62);
        assertThat(database.number("select rate_factor from request_budget")).isBetween(0.7199, 0.7201);
        assertThat(database.number("select throttles from request_budget")).isZero();
    }

    @Test
    void shows_the_hosts_that_are_throttled_as_long_as_they_are_in_use() {
        // given
        budget.reserve(HOST, 10, 1);
        budget.throttled(HOST, Optional.of(Duration.ofSeconds(30)));
        RequestBudget.Hosts throttled = budget.hosts();

        // when
        database.execute("update request_budget set blocked_until = clock_timestamp() - interval '61 seconds',"
                + " rate_seen_at = rate_seen_at - interval '61 seconds'");

        // then
        assertThat(throttled).isEqualTo(new RequestBudget.Hosts(1, 1, 0.7));
        assertThat(budget.hosts()).isEqualTo(new RequestBudget.Hosts(0, 0, 1));
    }

    @Test
    void never_slows_below_a_tenth_and_never_exceeds_the_ceiling() {
        // when
        for (int incident = 0; incident < 12; incident++) {
            budget.throttled(HOST, Optional.empty());
            endBlock();
        }
        double lowest = database.number("select rate_factor from request_budget");
        for (int second = 0; second < 60; second++) {
            database.execute("update request_budget set rate_seen_at = rate_seen_at - interval '2 seconds'");
            budget.answered(HOST);
            database.execute("update request_budget_holder set slots = '{}'");
            database.execute("update request_budget set next_slot = '-infinity'");
            budget.reserve(HOST, CEILING, 1);
        }

        // then
        assertThat(lowest).isEqualTo(0.1);
        assertThat(database.number("select rate_factor from request_budget")).isEqualTo(1.0);
    }

    @Test
    void goes_slower_when_answers_come_later_and_later_but_not_below_half() {
        // given
        answerIn(ANSWERED_IN, 3);
        double before = database.number("select rate_factor from request_budget");

        // when
        answerIn(ANSWERED_IN.multipliedBy(10), 30);

        // then
        assertThat(before).isEqualTo(1.0);
        assertThat(database.number("select rate_factor from request_budget")).isEqualTo(0.5);
    }

    @Test
    void takes_a_coupa_that_stays_slow_for_slow_and_goes_faster_again() {
        // given
        answerIn(ANSWERED_IN, 3);

        // when
        answerIn(ANSWERED_IN.multipliedBy(10), 500);

        // then
        assertThat(database.number("select rate_factor from request_budget")).isEqualTo(1.0);
    }

    @Test
    void does_not_take_pages_that_are_slow_by_nature_for_a_queue_behind_quick_ones() {
        // when
        for (int turn = 0; turn < 10; turn++) {
            answerIn("users", ANSWERED_IN, 1);
            answerIn("expenses", ANSWERED_IN.multipliedBy(10), 1);
        }

        // then
        assertThat(database.number("select rate_factor from request_budget")).isEqualTo(1.0);
    }

    @Test
    void compares_the_pages_of_a_holder_with_those_of_the_same_kind_alone() {
        // given
        answerIn(ANSWERED_IN, 3);

        // when
        for (int time = 0; time < 10; time++) {
            aFewSecondsPass();
            budget.answered(HOST, "holder", "/api/others", ANSWERED_IN.multipliedBy(10));
            budget.reserve(HOST, "holder", CEILING, 1);
        }

        // then
        assertThat(database.number("select rate_factor from request_budget")).isEqualTo(1.0);
    }

    @Test
    void gets_back_to_half_after_throttling_although_answers_come_late() {
        // given
        answerIn(ANSWERED_IN, 3);
        for (int incident = 0; incident < 12; incident++) {
            budget.throttled(HOST, Optional.empty());
            endBlock();
        }

        // when
        answerIn(ANSWERED_IN.multipliedBy(10), 21);

        // then
        assertThat(database.number("select rate_factor from request_budget")).isBetween(0.499, 0.521);
    }

    @Test
    void goes_faster_again_when_no_page_tells_of_a_queue_any_more() {
        // given
        answerIn(ANSWERED_IN, 3);
        answerIn(ANSWERED_IN.multipliedBy(10), 30);

        // when
        for (int time = 0; time < 5; time++) {
            aFewSecondsPass();
            budget.answered(HOST);
            budget.reserve(HOST, "holder", CEILING, 1);
        }

        // then
        assertThat(database.number("select rate_factor from request_budget")).isBetween(0.599, 0.601);
    }

    private void answerIn(Duration latency, int times) {
        answerIn("holder", latency, times);
    }

    /** So many reservations, each with a good page before it and some seconds after the one before. */
    private void answerIn(String holder, Duration latency, int times) {
        for (int time = 0; time < times; time++) {
            aFewSecondsPass();
            budget.answered(HOST, holder, "/api/users", latency);
            budget.reserve(HOST, holder, CEILING, 1);
        }
    }

    private void aFewSecondsPass() {
        database.execute("update request_budget set rate_seen_at = rate_seen_at - interval '3 seconds',"
                + " eased_at = eased_at - interval '3 seconds', next_slot = '-infinity'");
        database.execute("update request_budget_holder set slots = '{}', seen_at = seen_at - interval '3 seconds'");
    }

    @Test
    void does_not_let_an_answer_from_before_the_throttling_end_the_doubling() {
        // given
        budget.answered(HOST);
        // when
        budget.throttled(HOST, Optional.empty());
        endBlock();
        budget.reserve(HOST, CEILING, 1);
        // then
        assertThat(database.number("select throttles from request_budget")).isEqualTo(1);
    }

    @Test
    void gets_over_a_database_clock_that_was_set_back() {
        // given
        reserveUntilBusy("holder");
        budget.throttled(HOST, Optional.empty());
        endBlock();
        database.execute("update request_budget set next_slot = next_slot + interval '1 hour',"
                + " rate_seen_at = rate_seen_at + interval '1 hour'");
        database.execute("update request_budget_holder set seen_at = seen_at + interval '1 hour',"
                + " slots = array(select s + interval '1 hour' from unnest(slots) s)");
        // when
        budget.answered(HOST, "holder", "/api/users", ANSWERED_IN);
        List<Slot> slots = await().atMost(Duration.ofSeconds(10))
                .ignoreExceptionsInstanceOf(BudgetBusyException.class)
                .until(() -> budget.reserve(HOST, "holder", CEILING, 2), granted -> granted.size() == 2);
        // then
        assertThat(slots.get(0).nanosUntilOpen()).isLessThanOrEqualTo(1_000_000_000);
        assertThat(spacingMillis(slots)).isEqualTo(62);
    }

    @Test
    void acquires_a_slot_that_is_open() throws Exception {
        // given
        budget.reserve(HOST, CEILING, 10);
        // when
        Slot slot = budget.acquire(HOST, CEILING, Duration.ofSeconds(20));
        // then
        assertThat(slot.nanosUntilOpen()).isZero();
    }

    @Test
    void leaves_a_slot_to_the_others_that_begins_later_than_it_may_wait() {
        // given
        budget.reserve(HOST, 1, 1);
        database.execute("update request_budget set next_slot = clock_timestamp() + interval '2.9 seconds'");
        // when / then
        assertThatThrownBy(() -> budget.acquire(HOST, 1, Duration.ofMillis(2_500)))
                .isInstanceOf(BudgetBusyException.class);
        assertThat(budget.slotsMissed()).isZero();
    }

    @Test
    void does_not_wait_longer_than_allowed_for_a_slot() {
        // given
        budget.throttled(HOST, Optional.of(Duration.ofMinutes(10)));
        // when / then
        assertThatThrownBy(() -> budget.acquire(HOST, CEILING, Duration.ofSeconds(5)))
                .isInstanceOf(BudgetBlockedException.class);
    }

    @Test
    void refuses_a_connection_inside_a_transaction() throws Exception {
        // given
        RequestBudget inTransaction =
                new RequestBudget(new SingleConnection(openTransaction()), RequestBudget.Settings.defaults());
        // when / then
        assertThatThrownBy(() -> inTransaction.reserve(HOST, CEILING, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside transactions");
    }

    @Test
    void drops_only_the_slots_that_are_over_when_a_late_answer_brings_them() throws Exception {
        try (Relay relay = Relay.to(jdbcUrl);
                BudgetDatabase behindRelay = BudgetDatabase.connected(relay.jdbcUrl())) {
            // given
            RequestBudget slow = behindRelay.budget(TOLERANT);
            getToKnow(slow);
            long useless = slow.slotsThatCameUseless();
            relay.delayAnswers(LATE);
            long asked = System.nanoTime();

            // when
            List<Slot> slots = slow.reserve(HOST, CEILING, 8);

            // then
            assertThat(slots).hasSizeBetween(1, 7).allMatch(slot -> slot.notAfterNanos() - asked > LATE.toNanos());
            assertThat(slow.slotsThatCameUseless() - useless).isEqualTo(8 - slots.size());
        }
    }

    @Test
    void loses_no_slot_to_answers_that_are_late_once_it_knows_how_late_they_come() throws Exception {
        try (Relay relay = Relay.to(jdbcUrl);
                BudgetDatabase behindRelay = BudgetDatabase.connected(relay.jdbcUrl())) {
            // given
            RequestBudget slow = behindRelay.budget(TOLERANT);
            getToKnow(slow);
            relay.delayAnswers(LATE);
            getToKnow(slow);
            long asked = System.nanoTime();

            // when
            List<Slot> slots = slow.reserve(HOST, CEILING, 5);

            // then
            assertThat(slots).hasSize(5).allMatch(slot -> slot.notAfterNanos() - asked > LATE.toNanos());
        }
    }

    @Test
    void leaves_the_slots_that_come_too_soon_for_one_holder_to_the_others() throws Exception {
        try (Relay relay = Relay.to(jdbcUrl);
                BudgetDatabase behindRelay = BudgetDatabase.connected(relay.jdbcUrl())) {
            // given
            RequestBudget slow = behindRelay.budget(TOLERANT);
            slow.hosts();
            budget.throttled(HOST, Optional.of(Duration.ofMinutes(10)));
            relay.delayAnswers(Duration.ofMillis(450));
            blockedFor(slow);
            blockedFor(slow);
            relay.delayAnswers(Duration.ZERO);
            blockedFor(slow);
            endBlock();

            // when
            List<Slot> slots = budget.reserve(HOST, "near", CEILING, 1);

            // then
            assertThat(slots.get(0).nanosUntilOpen())
                    .isLessThan(Duration.ofMillis(200).toNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void refuses_slots_that_are_over_when_they_arrive_also_when_no_more_are_to_be_had(int wanted) {
        // given
        RequestBudget impatient = database.budget(
                new RequestBudget.Settings(Duration.ofNanos(8_000), Duration.ofSeconds(1), Duration.ofSeconds(2)));
        // when / then
        assertThatThrownBy(() -> impatient.reserve(HOST, CEILING, wanted))
                .isInstanceOf(BudgetUnavailableException.class)
                .hasMessageContaining("too slowly")
                .isInstanceOfSatisfying(
                        BudgetUnavailableException.class,
                        slow -> assertThat(slow.retryIn()).isEqualTo(Duration.ofSeconds(3)));
    }

    @Test
    void is_only_busy_when_a_first_answer_was_late_and_the_next_one_is_not() throws Exception {
        try (Relay relay = Relay.to(jdbcUrl);
                BudgetDatabase behindRelay = BudgetDatabase.connected(relay.jdbcUrl())) {
            // given
            RequestBudget fresh = behindRelay.budget(TOLERANT);
            fresh.hosts();
            for (int holder = 0; holder < 20; holder++) {
                budget.reserve(HOST, "other" + holder, CEILING, 1);
            }
            // its share is two slots, both so far ahead that they are its share at the next attempt too
            database.execute("update request_budget set next_slot = clock_timestamp() + interval '900 milliseconds'");
            relay.delayNextAnswer(LATE);

            // when / then
            assertThatThrownBy(() -> fresh.reserve(HOST, CEILING, 2)).isInstanceOf(BudgetBusyException.class);
        }
    }

    private Connection openTransaction() throws SQLException {
        Connection connection = database.pool().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Where the database's clock stands, and how long its answers take: the first ones may take long. */
    private static void getToKnow(RequestBudget budget) {
        for (int i = 0; i < 3; i++) {
            budget.reserve("elsewhere" + i + ".coupahost.com", CEILING, 1);
        }
    }

    private BudgetBusyException reserveUntilBusy(String... holders) {
        BudgetBusyException busy = null;
        for (String holder : holders) {
            do {
                busy = catchThrowableOfType(
                        BudgetBusyException.class, () -> budget.reserve(HOST, holder, CEILING, 1_000));
            } while (busy == null);
        }
        return busy;
    }

    private Duration blockedFor() {
        return blockedFor(budget);
    }

    private static Duration blockedFor(RequestBudget asked) {
        return catchThrowableOfType(BudgetBlockedException.class, () -> asked.reserve(HOST, CEILING, 1))
                .retryIn();
    }

    private void endBlock() {
        database.execute("update request_budget set blocked_until = clock_timestamp() - interval '1 microsecond'");
    }

    private static long spacingMillis(List<Slot> slots) {
        return (slots.get(1).notBeforeNanos() - slots.get(0).notBeforeNanos()) / 1_000_000;
    }
}
