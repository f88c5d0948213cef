package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AsyncAPI description of the topics is what the code says. */
class AsyncApiTest {

    private static final Path FILE = Path.of("../../docs/asyncapi.yaml");

    @BeforeAll
    static void write_it_anew_when_asked_to() throws IOException {
        if (Boolean.getBoolean("asyncapi.write")) {
            Files.writeString(FILE, AsyncApi.yaml());
        }
    }

    @Test
    void is_committed_as_the_descriptions_give_it() throws IOException {
        assertThat(Files.readString(FILE))
                .as("docs/asyncapi.yaml is old; make it anew with "
                        + "`mvn -pl libs/contracts test -Dtest=AsyncApiTest -Dasyncapi.write=true`")
                .isEqualTo(AsyncApi.yaml());
    }

    @Test
    void has_a_channel_for_every_topic() throws IOException {
        List<String> addresses = read().get("channels").findValuesAsText("address");

        assertThat(addresses)
                .containsExactlyElementsOf(
                        Described.topics().stream().map(Topic::topicName).toList());
    }

    @Test
    void refers_to_nothing_that_is_not_there() throws IOException {
        JsonNode document = read();

        List<String> references = new ArrayList<>(document.findValuesAsText("$ref"));

        assertThat(references).isNotEmpty().allMatch(reference -> exists(reference, document));
    }

    private static boolean exists(String reference, JsonNode document) {
        return reference.startsWith("#")
                ? !document.at(reference.substring(1)).isMissingNode()
                : Files.exists(FILE.resolveSibling(reference));
    }

    private static JsonNode read() throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile());
    }
}
