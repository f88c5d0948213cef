package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticeEventTest {

    private static final TenantId TENANT = new TenantId("northwind");
    private static final Instant AT = Instant.parse("2026-12-01T10:00:00Z");
    private static final UUID RUN = UUID.fromString("0b9e6f0e-3f0b-4f6d-9d0e-0e6d9f1c2a3b");

    @ParameterizedTest
    @EnumSource
    void each_kind_is_told_as_its_golden_file_says(Notice.Kind kind) throws IOException {
        // given
        Notice notice = switch (kind) {
            case NEEDS_PERSON -> new Notice(kind, TENANT, null, "INVALID_CLIENT", null, AT);
            case RECOVERED -> new Notice(kind, TENANT, ApplicationRoster.TASK, "SCOPE_MISSING", null, AT);
            case RUN_FAILED -> new Notice(kind, TENANT, ApplicationRoster.TASK, "COUPA_UNAVAILABLE", RUN, AT);
            case SCHEDULE_PAUSED -> Notice.schedulePaused(TENANT, ApplicationRoster.TASK, "SCOPE_MISSING", AT);
        };

        // when
        String json = NoticeEvent.of(notice.id(), notice, 7).json();

        // then
        assertThat(json).isEqualTo(golden(kind));
    }

    @Test
    void the_same_notice_has_the_same_id() {
        assertThat(new Notice(Notice.Kind.RUN_FAILED, TENANT, null, "INTERNAL", RUN, AT).id())
                .isEqualTo(new Notice(Notice.Kind.RUN_FAILED, TENANT, null, "INTERNAL", RUN, AT).id())
                .isNotEqualTo(new Notice(Notice.Kind.RUN_FAILED, TENANT, null, "INTERNAL", null, AT).id());
    }

    @Test
    void no_free_text_becomes_a_code() {
        assertThat(new Notice(Notice.Kind.RUN_FAILED, TENANT, null, "<b>Invoice</b>", RUN, AT).code())
                .isEqualTo("OTHER");
        assertThat(new Notice(Notice.Kind.RUN_FAILED, TENANT, null, null, RUN, AT).code())
                .isEqualTo("OTHER");
    }

    @Test
    void every_failure_has_advice_of_its_own() {
        // given
        String unknown = advice("A_NEW_CODE");
        Set<ErrorCode> ofNoRun = EnumSet.of(ErrorCode.UNKNOWN, ErrorCode.NOTHING_TO_CANCEL);

        // then
        assertThat(EnumSet.complementOf(EnumSet.copyOf(ofNoRun)))
                .allSatisfy(code -> assertThat(advice(code.name())).isNotEqualTo(unknown));
    }

    @Test
    void slack_takes_no_control_characters_from_a_text() {
        assertThat(SlackText.escaped("<!channel> & <https://example.com|here>"))
                .isEqualTo("&lt;!channel&gt; &amp; &lt;https://example.com|here&gt;");
    }

    @Test
    void slack_is_told_in_a_text() {
        assertThat(SlackText.of(new Notice(
                        Notice.Kind.NEEDS_PERSON, TENANT, ApplicationRoster.TASK, "SCOPE_MISSING", null, AT)))
                .isEqualTo("{\"text\":\"*northwind needs a person: SCOPE_MISSING (APPLICATION_ROSTER)*\\n"
                        + "Add the scope core.user.read to the client in Coupa, then verify again.\"}");
    }

    private static String advice(String code) {
        return NoticeWords.advice(new Notice(Notice.Kind.RUN_FAILED, TENANT, ApplicationRoster.TASK, code, RUN, AT));
    }

    private static String golden(Notice.Kind kind) throws IOException {
        String file = "/notices/" + kind.name().toLowerCase(Locale.ROOT) + ".json";
        try (InputStream in = NoticeEventTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
