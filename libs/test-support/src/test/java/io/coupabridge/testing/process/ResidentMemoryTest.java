package io.coupabridge.testing.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ResidentMemoryTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void tells_the_most_of_a_process_that_runs() {
        // when
        long megabytes =
                ResidentMemory.mostMegabytes(ProcessHandle.current().pid()).orElseThrow();
        // then
        assertThat(megabytes).isBetween(10L, 100_000L);
    }

    @Test
    void tells_nothing_of_a_process_that_is_not_there() {
        // when / then
        assertThat(ResidentMemory.mostMegabytes(Integer.MAX_VALUE)).isEmpty();
    }
}
