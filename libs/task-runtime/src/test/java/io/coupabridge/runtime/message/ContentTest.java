package io.coupabridge.runtime.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredExpense.Category;
import io.coupabridge.contracts.DiscoveredExpense.DateSource;
import io.coupabridge.contracts.DiscoveredExpense.MerchantSource;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.DiscoveredUser.AccountKind;
import io.coupabridge.contracts.DiscoveredUser.Department;
import io.coupabridge.contracts.Money;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTest {

    private static final TenantId TENANT = new TenantId("acme-prod");
    private static final String NASTY = "Zo\u00EB \"Z\"\n\t\u0001 \uD83D\uDCBE \uD83D \u2028/\\\u007F";
    private static final Instant WHOLE_SECOND = Instant.parse("2026-11-27T09:05:00Z");
    private static final Instant PART_OF_A_SECOND = Instant.parse("2026-11-27T09:05:00.120Z");
    private static final LocalDate DAY = LocalDate.of(2026, 2, 3);

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
        byte[] published = Content.of(record).published(Change.CHANGED, 42);

        // then
        assertThat((Object) Json.MAPPER.readTree(published)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("records")
    void has_the_same_hash_in_every_version(DiscoveredRecord record) throws IOException {
        // given
        byte[] published = Content.of(record).published(Change.REMOVED, 3);

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
        assertThat(HexFormat.of().formatHex(Content.of(wholeUser()).hash()))
                .isEqualTo("bf82c69a619e92498ef8d30208a3437c");
        assertThat(HexFormat.of().formatHex(Content.of(wholeExpense()).hash()))
                .isEqualTo("59520a1a0d945daa79ba3191709fc089");
    }

    private static DiscoveredUser wholeUser() {
        return new DiscoveredUser(
                TENANT,
                7,
                Change.NEW,
                3,
                NASTY,
                NASTY,
                NASTY,
                NASTY,
                true,
                DAY,
                AccountKind.HUMAN,
                NASTY,
                List.of("expense", NASTY),
                new Department(12, "R&D"),
                WHOLE_SECOND,
                PART_OF_A_SECOND);
    }

    private static DiscoveredExpense wholeExpense() {
        return new DiscoveredExpense(
                TENANT,
                7,
                Change.CHANGED,
                3,
                90L,
                91L,
                false,
                Long.MAX_VALUE,
                NASTY,
                new Money("-0.50", "EUR"),
                new Money("12", null),
                new Money("1.0001", NASTY),
                DAY,
                DateSource.START_DATE,
                NASTY,
                MerchantSource.CARD_DESCRIPTION,
                NASTY,
                NASTY,
                NASTY,
                new Category(3, null),
                PART_OF_A_SECOND,
                WHOLE_SECOND);
    }

    private static DiscoveredUser user(String firstName) throws IOException {
        return read(
                "{\"tenantId\":\"acme-prod\",\"userId\":7,\"firstName\":\"" + firstName + "\"}", DiscoveredUser.class);
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
