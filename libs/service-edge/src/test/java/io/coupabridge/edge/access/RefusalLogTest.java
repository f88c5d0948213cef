package io.coupabridge.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalLogTest {

    @Test
    void a_path_keeps_no_control_character_and_200_others() {
        assertThat(RefusalLog.printable("/a\r\n\u001b[2J\u009b1mb\u007f")).isEqualTo("/a[2J1mb");
        assertThat(RefusalLog.printable("/" + "x".repeat(300))).hasSize(200);
    }
}
