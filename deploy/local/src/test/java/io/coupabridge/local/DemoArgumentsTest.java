package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoArgumentsTest {

    @Test
    void takes_options_with_values_and_one_plain_word() {
        // when
        DemoArguments arguments =
                DemoArguments.parse(List.of("coupa.roster.users", "--max", "5"), Set.of("max", "key"));

        // then
        assertThat(arguments.word()).isEqualTo("coupa.roster.users");
        assertThat(arguments.required("max")).isEqualTo("5");
        assertThat(arguments.optional("key", "none")).isEqualTo("none");
    }

    @Test
    void says_which_word_is_wrong() {
        assertThatThrownBy(() -> DemoArguments.parse(List.of("--most", "5"), Set.of("max")))
                .hasMessageContaining("--most");
        assertThatThrownBy(() -> DemoArguments.parse(List.of("--max"), Set.of("max")))
                .hasMessageContaining("--max");
        assertThatThrownBy(() -> DemoArguments.parse(List.of("a", "b"), Set.of("max")))
                .hasMessageContaining("'b'");
        assertThatThrownBy(() -> DemoArguments.parse(List.of(), Set.of("max")).required("max"))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("--max");
    }
}
