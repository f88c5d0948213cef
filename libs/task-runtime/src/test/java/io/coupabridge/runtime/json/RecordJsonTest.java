package io.coupabridge.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordJsonTest {

    private static final TenantId TENANT = new TenantId("acme-prod");
    private static final Instant WHOLE = Instant.parse("2026-11-27T09:05:00Z");
    private static final Instant FRACTION = Instant.parse("2026-11-27T09:05:00.120Z");
    private static final LocalDate DAY = LocalDate.of(2026, 2, 3);

    record DiscoveredInvoice(TenantId tenantId, long recordId, Change change, long version, String number)
            implements DiscoveredRecord {}

    static Stream<DiscoveredRecord> fullRecords() {
        return Stream.of(
                user("Zoë \"Z\"\n", new Department(12, "R&D")),
                line("Größe \uD83D\uDCBE\u0001", new Category(3, "IT")));
    }

    private static Stream<String> nastyTexts() {
        Random random = new Random(4_711);
        Stream<String> chosen = Stream.of(
                "",
                characters(IntStream.range(0, 0x80)),
                "\"",
                "\\",
                "\u007F\u0080\u00FF\u0100",
                "\u013F\u0122\u015C, whose lower bytes are those of other characters",
                "\u07FF\u0800\uD7FF\uE000\uFFFF\u2028",
                "\uD83D\uDCBE",
                "\uD83D",
                "\uDCBE",
                "\uDCBE\uD83D",
                "\uD83D\uD83D\uDCBE\"",
                "x".repeat(1_023),
                "x".repeat(10_000) + "\u0001",
                "\u0001".repeat(10_000),
                "\uFFFF".repeat(10_000));
        Stream<String> ofAnyCharacters = IntStream.range(0, 100)
                .mapToObj(length -> characters(random.ints(length, 0, 1 << random.nextInt(1, 17))));
        return Stream.concat(chosen, ofAnyCharacters);
    }

    private static String characters(IntStream characters) {
        return characters.mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
    }

    static Stream<DiscoveredRecord> records() {
        Stream<DiscoveredRecord> sparse = Stream.of(
                DiscoveredUser.removed(TENANT, 4_127),
                DiscoveredExpense.removed(TENANT, 90_211),
                user("", new Department(12, null)),
                new DiscoveredInvoice(TENANT, 5, Change.CHANGED, 2, "PO-1"),
                line("\uD83D alone", new Category(3, null)));
        Stream<DiscoveredRecord> nasty = nastyTexts()
                .flatMap(text -> Stream.of(
                        user(text, new Department(Long.MIN_VALUE, text)), line(text, new Category(-1, text))));
        return Stream.of(fullRecords(), sparse, nasty).flatMap(Function.identity());
    }

    @ParameterizedTest
    @MethodSource("records")
    void is_what_the_contract_makes_of_the_record_without_change_and_version(DiscoveredRecord record)
            throws IOException {
        // given
        ObjectNode contract = (ObjectNode) Json.MAPPER.readTree(Json.bytes(record));

        // when
        byte[] json = RecordJson.of(record);

        // then
        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(Json.text(contract.without(List.of("change", "version"))))
                .startsWith("{\"tenantId\":");
    }

    /** Or the test above would not notice a field that was added to the contract. */
    @ParameterizedTest
    @MethodSource("fullRecords")
    void is_compared_in_every_field(DiscoveredRecord record) throws InvocationTargetException, IllegalAccessException {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            assertThat(component.getAccessor().invoke(record))
                    .as(component.getName())
                    .isNotNull();
        }
    }

    @Test
    void of_a_record_that_has_no_json_form_is_a_fault_of_this_program() {
        DiscoveredRecord record = new Unwritable(TENANT, 5, Change.NEW, 1);
        assertThatThrownBy(() -> RecordJson.of(record))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No JSON for Unwritable.");
    }

    /** Has no JSON form. */
    private record Unwritable(TenantId tenantId, long recordId, Change change, long version)
            implements DiscoveredRecord {

        public String getBroken() {
            throw new IllegalStateException("broken");
        }
    }

    private static DiscoveredUser user(String text, Department department) {
        return new DiscoveredUser(
                TENANT,
                7,
                Change.NEW,
                3,
                text,
                text,
                text,
                text,
                true,
                DAY,
                AccountKind.HUMAN,
                text,
                List.of("expense", text),
                department,
                WHOLE,
                FRACTION);
    }

    private static DiscoveredExpense line(String text, Category category) {
        return new DiscoveredExpense(
                TENANT,
                7,
                Change.CHANGED,
                3,
                90L,
                91L,
                false,
                Long.MAX_VALUE,
                text,
                new Money("-0.50", "EUR"),
                new Money("12", null),
                new Money("1.0001", text),
                DAY,
                DateSource.START_DATE,
                text,
                MerchantSource.CARD_DESCRIPTION,
                text,
                text,
                text,
                category,
                FRACTION,
                WHOLE);
    }
}
