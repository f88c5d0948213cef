package io.coupabridge.runtime.handler;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HandlerRulesTest {

    private static final String FIELDS = "[\"id\",\"updated_at\",{\"expensed_by\":[\"id\",\"email\"]}]";

    @Test
    void takes_a_handler_that_requires_the_keys_that_it_filters_by() {
        // given
        TaskHandler handler = handler(scope -> List.of(pass("users", Set.of("updated-at"), updatedIn(scope))));

        // then
        assertThatCode(() -> HandlerRules.check(handler)).doesNotThrowAnyException();
    }

    @Test
    void names_the_key_that_an_increment_is_filtered_by_and_nobody_requires() {
        // given
        TaskHandler handler = handler(scope -> List.of(pass("users", Set.of("id"), updatedIn(scope))));

        // then
        assertThatThrownBy(() -> HandlerRules.check(handler))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The pass 'users' of the task APPLICATION_ROSTER filters /api/users by 'updated-at', which no"
                                + " pass over this list requires. Put 'updated-at' among the required keys of its resource.");
    }

    @Test
    void names_the_key_that_a_full_run_is_filtered_by_and_nobody_requires() {
        // given
        TaskHandler handler = handler(scope -> List.of(pass(
                "users",
                Set.of("updated-at"),
                scope.full() ? List.of(Filter.eq("expensed_by[email]", "x")) : updatedIn(scope))));

        // then
        assertThatThrownBy(() -> HandlerRules.check(handler))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'expensed-by'");
    }

    @Test
    void takes_a_filter_by_what_another_pass_over_the_same_list_requires() {
        // given
        TaskHandler handler = handler(scope -> List.of(
                pass("users", Set.of("updated-at"), List.of()), pass("leavers", Set.of("id"), updatedIn(scope))));

        // then
        assertThatCode(() -> HandlerRules.check(handler)).doesNotThrowAnyException();
    }

    @Test
    void does_not_take_what_a_pass_over_another_list_requires() {
        // given
        TaskHandler handler = handler(scope -> List.of(
                new Pass(
                        "reports",
                        new Resource("/api/expense_reports", FIELDS, Set.of("updated-at")),
                        List.of(),
                        HandlerRulesTest::nothing),
                pass("users", Set.of("id"), updatedIn(scope))));

        // then
        assertThatThrownBy(() -> HandlerRules.check(handler)).hasMessageContaining("'users'");
    }

    @Test
    void names_two_passes_of_one_name() {
        // given
        TaskHandler handler = handler(scope -> List.of(
                pass("users", Set.of("updated-at"), updatedIn(scope)),
                pass("users", Set.of("updated-at"), updatedIn(scope))));

        // then
        assertThatThrownBy(() -> HandlerRules.check(handler))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The pass 'users'")
                .hasMessageContaining("the name of another one");
    }

    @Test
    void names_the_key_that_is_required_and_not_asked_for() {
        // given
        TaskHandler handler = handler(scope -> List.of(pass("users", Set.of("last-name"), List.of())));

        // then
        assertThatThrownBy(() -> HandlerRules.check(handler))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The pass 'users' of the task APPLICATION_ROSTER requires 'last-name' of /api/users, but does"
                                + " not ask for it. Put 'last_name' among the fields of its resource.");
    }

    private static List<Filter> updatedIn(RunScope scope) {
        return scope.full()
                ? List.of()
                : List.of(Filter.gtOrEq("updated_at", scope.from()), Filter.lt("updated_at", scope.to()));
    }

    private static Pass pass(String name, Set<String> required, List<Filter> filters) {
        return new Pass(name, new Resource("/api/users", FIELDS, required), filters, HandlerRulesTest::nothing);
    }

    private static PageMapper.Draft nothing(Page page, RunScope scope) {
        return PageMapper.Draft.of(MappedPage.NOTHING);
    }

    private static TaskHandler handler(Function<RunScope, List<Pass>> passes) {
        return new TaskHandler() {
            @Override
            public Task task() {
                return ApplicationRoster.TASK;
            }

            @Override
            public List<Pass> passes(RunScope scope) {
                return passes.apply(scope);
            }

            @Override
            public DiscoveredUser removed(TenantId tenant, long userId) {
                return DiscoveredUser.removed(tenant, userId);
            }
        };
    }
}
