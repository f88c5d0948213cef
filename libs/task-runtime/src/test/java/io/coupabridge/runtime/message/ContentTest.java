package io.coupabridge.runtime.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTest {

    private static final TenantId TENANT = new TenantId("acme-prod");

    static Stream<DiscoveredRecord> records() throws IOException {
        return Stream.of(
                DiscoveredUser.removed(TENANT, 4_127),
                DiscoveredExpense.removed(TENANT, 90_211),
                user("Zoë"),
                read("{\"tenantId\":\"acme-prod\",\"lineId\":7,\"comments\":\"a \\\"{\"}", DiscoveredExpense.class));
    }

    @ParameterizedTest
    @MethodSource("records")
    void is_published_as_the_record_in_that_version(DiscoveredRecord record) throws IOException {
        // given
        ObjectNode expected = (ObjectNode) Json.MAPPER.readTree(Json.bytes(record));
        expected.put("change", "CHANGED").put("version", 42);

        // when
        byte[] published = Content.of(record).published(RecordVersion.of(Change.CHANGED, 42));

        // then
        assertThat((Object) Json.MAPPER.readTree(published)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("records")
    void has_the_same_hash_in_every_version(DiscoveredRecord record) throws IOException {
        // given
        byte[] published = Content.of(record).published(RecordVersion.of(Change.REMOVED, 3));

        // when
        byte[] hash = Content.of(Json.parse(published, record.getClass())).hash();

        // then
        assertThat(hash).isEqualTo(Content.of(record).hash()).hasSize(16);
    }

    @Test
    void has_another_hash_when_anything_else_differs() throws IOException {
        assertThat(Content.of(user("Zoë")).hash())
                .isNotEqualTo(Content.of(user("Zoe")).hash());
    }

    /** Whoever changes this has every record of every tenant published again as changed. */
    @Test
    void has_the_hash_that_stands_in_ledgers() throws IOException {
        assertThat(HexFormat.of().formatHex(Content.of(user("Zoë")).hash()))
                .isEqualTo("1180bf1ee5ea39bba398020078174e1c");
        assertThat(HexFormat.of()
                        .formatHex(Content.of(DiscoveredExpense.removed(TENANT, 90_211))
                                .hash()))
                .isEqualTo("5d2ef3a3d45d29b90b63c4a0e2d3205a");
    }

    private static DiscoveredUser user(String firstName) throws IOException {
        return read(
                "{\"tenantId\":\"acme-prod\",\"userId\":7,\"firstName\":\"" + firstName + "\"}", DiscoveredUser.class);
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
