package io.coupabridge.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AsideTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void it_knows_where_to_go_on() throws JsonProcessingException {
        // given
        JsonNode report = JSON.readTree("{\"dryRun\": true, \"read\": 7, \"next\": \"0:1290\"}");

        // then
        assertThat(Aside.of("a-topic", report).next()).isEqualTo("0:1290");
    }

    @Test
    void at_the_end_there_is_nothing_to_go_on_to() throws JsonProcessingException {
        assertThat(Aside.of("a-topic", JSON.readTree("{\"read\": 7}")).next()).isEmpty();
    }
}
