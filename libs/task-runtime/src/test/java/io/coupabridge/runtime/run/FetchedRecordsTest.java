package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a mapper asks for besides its page. */
@QuarkusTest
class FetchedRecordsTest extends RuntimeTest {

    /** More than any Coupa allows: two hundred pages are soon read. */
    private static final int CEILING = 100;

    private static final Resource USERS = new Resource("/api/users", "[\"id\"]", Set.of("id"));
    private static final List<Filter> CHANGED_EVER = List.of(Filter.gtOrEq("updated_at", Instant.EPOCH));

    @Inject
    RunTools tools;

    @Test
    void are_refused_as_too_many_and_not_as_a_page_that_is_too_large() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10_050));
        Requests requests = new Requests(tools, scope(), access(coupa));

        // when / then
        assertThatThrownBy(() -> requests.fetchAll(USERS, CHANGED_EVER))
                .isInstanceOfSatisfying(
                        UnexpectedResponseException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_MANY));
    }

    private RunScope scope() {
        return new RunScope(tenant, RunMode.FULL, null, null, Instant.now());
    }

    private Granted access(CoupaInstance coupa) {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return new Granted(
                new BaseUrl(coupa.origin()), Secret.of(token(coupa)), 1, 1, Instant.EPOCH, tomorrow, CEILING);
    }
}
