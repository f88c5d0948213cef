package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.testing.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./demo token}. */
class TokenWordsTest {

    @Test
    void a_token_has_its_role_and_its_tenant() {
        try (TestIssuer issuer = TestIssuer.start(0)) {
            // given
            String port = issuer.url().replaceAll("^http://127.0.0.1:|/.*$", "");
            ByteArrayOutputStream printed = new ByteArrayOutputStream();

            // when
            tools(port, printed).token(List.of("integration-admin", "acme"));

            // then
            String[] parts = printed.toString(StandardCharsets.UTF_8).strip().split("\\.");
            assertThat(parts).hasSize(3);
            assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                    .contains(
                            "\"roles\":[\"integration-admin\"]", "\"tenants\":[\"acme\"]", "\"aud\":\"coupa-bridge\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                          | Name the role: integration-admin, operator, auditor, platform.",
                "root                        | Name the role: integration-admin, operator, auditor, platform.",
                "integration-admin           | Name the tenant too",
                "integration-admin acme beta | 'beta' is one word too many.",
                "operator acme               | 'acme' is one word too many, as operator is a role for all tenants.",
                "operator                    | The issuer of tokens does not answer on port 1",
            })
    void says_what_is_wrong(String words, String sentence) {
        List<String> list = words.isEmpty() ? List.of() : List.of(words.split(" "));
        assertThatThrownBy(() -> tools("1", new ByteArrayOutputStream()).token(list))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining(sentence);
    }

    private static Tools tools(String issuerPort, ByteArrayOutputStream printed) {
        DemoSettings settings =
                DemoSettings.fromEnvironment(Path.of("target"), Map.of(DemoSettings.ISSUER, issuerPort));
        return new Tools(settings, new Console(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    }
}
