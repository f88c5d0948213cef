package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.Browser;
import io.coupabridge.testing.LogListener;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request with a link that is refused before the link is looked at: the link is still alive, and no log may hold it. */
@QuarkusTest
@TestProfile(RefusedMailboxIT.Few.class)
class RefusedMailboxIT extends NotificationBed {

    private static final String LIVE = "planted-link-5f2c";

    /** Few requests a second. */
    public static final class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("coupabridge.http.requests-per-second", "2");
        }
    }

    private LogListener log;

    @BeforeEach
    void listen() {
        log = new LogListener("");
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mailboxes/", "/mailboxes;a=b/"})
    void for_a_login_without_a_role_names_no_link(String pages) {
        // when
        HttpResponse<String> refused = Browser.of(console, "nobody").get(pages + LIVE);

        // then
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(log.lines())
                .anyMatch(line -> line.contains("Refused") && line.contains("/mailboxes/{link}"))
                .noneMatch(line -> line.contains(LIVE));
    }

    @Test
    void for_asking_too_often_names_no_link() {
        // given
        Browser rash = Browser.of(console, "auditor");

        // when
        boolean refused = IntStream.range(0, 50)
                .anyMatch(any -> rash.get("/mailboxes/" + LIVE).statusCode() == 429);

        // then
        assertThat(refused).isTrue();
        assertThat(log.lines())
                .anyMatch(line -> line.contains("asks too often") && line.contains("/mailboxes/{link}"))
                .noneMatch(line -> line.contains(LIVE));
    }
}
