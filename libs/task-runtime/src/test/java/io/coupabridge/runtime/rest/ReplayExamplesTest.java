package io.coupabridge.runtime.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.replay.Letter;
import io.coupabridge.runtime.replay.Report;
import io.coupabridge.runtime.replay.Reread;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the OpenAPI document are requests that are taken, and answers as they are given. */
class ReplayExamplesTest {

    private static final List<Topic> TOPICS =
            List.of(ApplicationRoster.TASK.commandTopic().deadLetter(), ApplicationRoster.TASK.quarantineTopic());

    @Test
    void shows_a_dry_run_and_a_replay_that_are_taken() {
        ReplayRequest dryRun = ReplayRequests.read(ReplayExamples.DRY_RUN);
        ReplayRequest replay = ReplayRequests.read(ReplayExamples.REPLAY);

        assertThat(ReplayRequests.isDryRun(dryRun)).isTrue();
        assertThat(ReplayRequests.selection(dryRun, TOPICS).topic()).isEqualTo(TOPICS.get(0));
        assertThat(ReplayRequests.isDryRun(replay)).isFalse();
        assertThat(ReplayRequests.selection(replay, TOPICS).topic()).isEqualTo(TOPICS.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {ReplayExamples.COMMANDS_REPORT, ReplayExamples.RECORDS_REPORT})
    void shows_answers_with_the_fields_that_there_are(String example) throws JsonProcessingException {
        JsonNode report = Json.MAPPER.readTree(example);

        assertThat(fields(report)).isSubsetOf(components(Report.class));
        assertThat(report.get("examples"))
                .isNotEmpty()
                .allSatisfy(letter -> assertThat(fields(letter)).isSubsetOf(components(Letter.class)));
        assertThat(report.get("rereads"))
                .allSatisfy(reread -> assertThat(fields(reread)).containsExactlyElementsOf(components(Reread.class)));
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> components(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
