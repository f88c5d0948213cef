package io.coupabridge.token.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TokenRejected;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionReaderTest {

    private static final String GOOD =
            "{\"tenantId\":\"acme\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":3,\"connectionVersion\":2,"
                    + "\"commandId\":\"9f0c4f9e-0d0e-4d7d-9f57-3c0f9e6f5a11\",\"proof\":\"AAAA\",\"at\":\"2026-11-24T10:00:00Z\"}";

    @Test
    void reads_a_rejection() throws UnreadableException {
        // when
        TokenRejected rejected = RejectionReader.read(bytes("acme"), bytes(GOOD));

        // then
        assertThat(rejected.task()).isEqualTo(ApplicationRoster.TASK);
        assertThat(rejected.tokenVersion()).isEqualTo(3);
    }

    @Test
    void ignores_fields_that_it_does_not_know() throws UnreadableException {
        // when
        TokenRejected rejected =
                RejectionReader.read(bytes("acme"), bytes(GOOD.replace("{\"tenantId\"", "{\"new\":1,\"tenantId\"")));

        // then
        assertThat(rejected.tokenVersion()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acme  | planted                                                                    | not JSON",
                "acme  | [\"planted\"]                                                              | not of the form",
                "acme  | {}                                                                         | tenantId is missing",
                "acme  | {\"tenantId\":\"planted/\"}                                                | tenantId is not valid",
                "acme  | {\"tenantId\":\"acme\",\"tokenVersion\":1}                                 | task is missing",
                "acme  | {\"tenantId\":\"acme\",\"task\":\"PLANTED\",\"tokenVersion\":1}            | task is not valid",
                "acme  | {\"tenantId\":\"acme\",\"task\":\"APPLICATION_ROSTER\"}                    | tokenVersion is missing",
                "acme  | {\"tenantId\":\"acme\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":\"planted\"} | tokenVersion is not valid",
                "acme  | {\"tenantId\":\"acme\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":1}   | proof is missing",
                "other | {\"tenantId\":\"acme\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":1,\"proof\":\"AAAA\"} | The key is not the tenant",
            })
    void says_what_is_wrong_without_a_piece_of_it(String key, String value, String reason) {
        // when
        Throwable failure = catchThrowable(() -> RejectionReader.read(bytes(key), bytes(value)));

        // then
        assertThat(failure)
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContainIgnoringCase("planted");
    }

    @Test
    void takes_neither_nothing_nor_too_much() {
        assertThat(catchThrowable(() -> RejectionReader.read(bytes("acme"), null)))
                .hasMessage("The message has no value.");
        assertThat(catchThrowable(() -> RejectionReader.read(bytes("acme"), new byte[RejectionReader.LARGEST + 1])))
                .hasMessageContaining("larger than");
        assertThat(catchThrowable(() -> RejectionReader.read(null, bytes(GOOD))))
                .hasMessageContaining("The key is not the tenant");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
