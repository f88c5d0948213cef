package io.coupabridge.edge.trail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.edge.trail.TrailEntry.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is changed in an export, the command says which entry breaks the chain. */
class ChainCheckTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_whole_export_is_found_whole() throws IOException {
        // when
        int code = verify(export(chain("northwind", 5), chain("southwind", 3)));

        // then
        assertThat(code).as(told()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("8 entries of 2 trails were read. Every chain is whole.");
    }

    @ParameterizedTest
    @CsvSource({
        "at, '\"2026-11-24T09:30:00Z\"',  its hash is not",
        "action, '\"CONNECTION_READ\"',   its hash is not",
        "result, '\"FAILED\"',            its hash is not",
        "roles, '\"auditor\"',            its hash is not",
        "actor, '\"SERVICE\"',            its hash is not",
        "detail, '{\"baseUrl\":\"x\"}',   its hash is not",
        "times, 7,                        its hash is not",
        "originHash, '\"00\"',            its hash is not",
        "hash, '\"00\"',                  its hash is not",
        "previous, '\"00\"',              does not hold the hash of the entry before",
        "tenant, '\"westwind\"',          has no anchor",
        "position, 4,                     are missing"
    })
    void a_changed_field_is_found(String field, String json, String fault) throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 5));

        // when
        ((ObjectNode) lines.get(2).get("entry")).set(field, NdJson.MAPPER.readTree(json));

        // then
        assertThat(verify(lines)).isEqualTo(1);
        assertThat(told()).contains(fault);
    }

    @Test
    void a_missing_entry_is_found_and_named() throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 5));

        // when
        lines.remove(2);

        // then
        assertThat(verify(lines)).isEqualTo(1);
        assertThat(told()).contains("Entry 4 of tenant northwind breaks the chain: it follows entry 2");
    }

    @Test
    void two_entries_in_the_wrong_order_are_found() throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 5));

        // when
        lines.add(1, lines.remove(2));

        // then
        assertThat(verify(lines)).isEqualTo(1);
        assertThat(told()).contains("Entry 3 of tenant northwind breaks the chain");
    }

    @Test
    void a_missing_beginning_is_found() throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 5));

        // when
        lines.remove(0);

        // then
        assertThat(verify(lines)).isEqualTo(1);
        assertThat(told()).contains("Entry 2 of tenant northwind breaks the chain: it is the first of its trail");
    }

    @Test
    void a_cut_off_tail_is_found_by_the_anchor() throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 5));

        // when
        lines.remove(4);

        // then
        assertThat(verify(lines)).isEqualTo(1);
        assertThat(told()).contains("The trail of tenant northwind was cut off behind entry 4. It should have 5.");
    }

    @Test
    void an_export_that_broke_off_is_found() throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 5), chain("southwind", 3));

        // then
        assertThat(verify(lines.subList(0, 6))).isEqualTo(1);
        assertThat(told()).contains("The export has no end");
    }

    @Test
    void a_trail_that_was_cut_off_and_anchored_anew_is_found_by_an_earlier_export() throws IOException {
        // given
        List<TrailEntry> chain = chain("northwind", 5);
        Path earlier = file("earlier.ndjson", export(chain));
        Path later = file("later.ndjson", export(chain.subList(0, 3)));

        // when
        int alone = run("--file", later.toString());
        int compared = run("--file", later.toString(), "--earlier", earlier.toString());

        // then
        assertThat(alone).isZero();
        assertThat(compared).isEqualTo(1);
        assertThat(told()).contains("was cut off behind entry 3. An earlier export had 5.");
    }

    @Test
    void a_trail_that_was_made_anew_or_is_gone_is_found_by_an_earlier_export() throws IOException {
        // given
        Path earlier = file("earlier.ndjson", export(chain("northwind", 5), chain("southwind", 3)));
        Path later = file("later.ndjson", export(chain("northwind", 9)));

        // when
        int code = run("--file", later.toString(), "--earlier", earlier.toString());

        // then
        assertThat(code).isEqualTo(1);
        assertThat(told())
                .contains("Entry 5 of tenant northwind breaks the chain: an earlier export had another entry")
                .contains("The trail of tenant southwind is gone.");
    }

    @Test
    void a_part_by_time_is_whole_in_itself() throws IOException {
        // given
        List<TrailEntry> chain = chain("northwind", 9);
        List<ObjectNode> lines = export(chain.subList(2, 5));
        lines.set(3, line(ExportLine.of(new Anchor("northwind", 9, chain.get(8).hash()))));

        // when
        lines.set(4, line(ExportLine.of(new ExportLine.End(3, false, null))));

        // then
        assertThat(verify(lines)).as(told()).isZero();
    }

    @Test
    void a_trail_that_was_exported_alone_leaves_none_missing() throws IOException {
        // given
        List<TrailEntry> northwind = chain("northwind", 5);
        Path earlier = file("earlier.ndjson", export(northwind, chain("southwind", 3)));
        List<ObjectNode> lines = export(northwind);

        // when
        lines.set(lines.size() - 1, line(ExportLine.of(new ExportLine.End(5, true, "northwind"))));
        Path alone = file("alone.ndjson", lines);

        // then
        assertThat(run("--file", alone.toString(), "--earlier", earlier.toString()))
                .as(told())
                .isZero();
    }

    @Test
    void parts_by_time_that_follow_one_another_are_one_chain() throws IOException {
        // given
        List<TrailEntry> chain = chain("northwind", 9);
        Path first = file("november.ndjson", part(chain, 0, 5));
        Path next = file("december.ndjson", part(chain, 5, 9));
        Path anew = file("anew.ndjson", part(chain("northwind", 9), 5, 9));

        // then
        assertThat(run("--file", next.toString(), "--earlier", first.toString()))
                .as(told())
                .isZero();
        assertThat(run("--file", anew.toString(), "--earlier", first.toString()))
                .isEqualTo(1);
        assertThat(told()).contains("Entry 6 of tenant northwind breaks the chain: an earlier export had another");
    }

    @Test
    void origins_that_were_erased_up_to_an_entry_leave_those_behind_it_named() throws IOException {
        // given
        List<TrailEntry> chain = chain("northwind", 3);
        chain.add(entry(chain.get(2), "northwind", 4, "ORIGINS_ERASED", null, Detail.of("upTo", 2)));
        List<ObjectNode> two = export(chain);
        two.subList(0, 2).forEach(line -> ((ObjectNode) line.get("entry")).remove("origin"));
        List<ObjectNode> three = export(chain);
        three.subList(0, 3).forEach(line -> ((ObjectNode) line.get("entry")).remove("origin"));

        // then
        assertThat(verify(two)).as(told()).isZero();
        assertThat(verify(three)).isEqualTo(1);
        assertThat(told()).contains("Entry 3 of tenant northwind does not say who acted");
    }

    @Test
    void erased_origins_leave_the_chain_whole_if_an_entry_says_so() throws IOException {
        // given
        List<TrailEntry> chain = chain("northwind", 3);
        Consumer<List<ObjectNode>> erase =
                lines -> lines.subList(0, 3).forEach(line -> ((ObjectNode) line.get("entry")).remove("origin"));
        List<ObjectNode> unsaid = export(chain);
        erase.accept(unsaid);

        // when
        chain.add(entry(chain.get(2), "northwind", 4, "ORIGINS_ERASED", null));
        List<ObjectNode> said = export(chain);
        erase.accept(said);

        // then
        assertThat(verify(said)).as(told()).isZero();
        assertThat(verify(unsaid)).isEqualTo(1);
        assertThat(told()).contains("Entry 1 of tenant northwind does not say who acted");
    }

    @Test
    void another_subject_than_the_one_who_acted_is_found() throws IOException {
        // given
        List<ObjectNode> lines = export(chain("northwind", 3));

        // when
        ((ObjectNode) lines.get(1).get("entry").get("origin")).put("subject", "somebody.else");

        // then
        assertThat(verify(lines)).isEqualTo(1);
        assertThat(told()).contains("Entry 2 of tenant northwind names somebody else");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2",
        "--file, 2",
        "--file a --jdbc-url b, 2",
        "--jdbc-url b, 2",
        "--file /nowhere/at-all, 1",
        "--help, 0"
    })
    void the_command_says_how_it_is_used(String arguments, int code) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(code);
    }

    @Test
    void a_line_that_is_none_is_named() throws IOException {
        // given
        Path file =
                Files.writeString(folder.resolve("bad.ndjson"), "{\"end\":null}\n{\"entry\":{\"position\":\"x\"}}\n");

        // then
        assertThat(run("--file", file.toString())).isEqualTo(1);
        assertThat(told()).contains("Line 2 of");
    }

    private int verify(List<ObjectNode> lines) throws IOException {
        return run("--file", file("export.ndjson", lines).toString());
    }

    private int run(String... arguments) {
        return TrailTool.run(
                arguments,
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Path file(String name, List<ObjectNode> lines) throws IOException {
        return Files.write(
                folder.resolve(name), lines.stream().map(ObjectNode::toString).toList());
    }

    @SafeVarargs
    private static List<ObjectNode> export(List<TrailEntry>... chains) {
        List<ObjectNode> lines = new ArrayList<>();
        long entries = 0;
        for (List<TrailEntry> chain : chains) {
            chain.forEach(entry -> lines.add(line(ExportLine.of(entry))));
            TrailEntry last = chain.get(chain.size() - 1);
            lines.add(line(ExportLine.of(new Anchor(last.tenant(), last.position(), last.hash()))));
            entries += chain.size();
        }
        lines.add(line(ExportLine.of(new ExportLine.End(entries, true, null))));
        return lines;
    }

    /** As it is exported by times, when the trail has all of the chain. */
    private static List<ObjectNode> part(List<TrailEntry> chain, int from, int to) {
        List<ObjectNode> lines = new ArrayList<>();
        chain.subList(from, to).forEach(entry -> lines.add(line(ExportLine.of(entry))));
        TrailEntry head = chain.get(chain.size() - 1);
        lines.add(line(ExportLine.of(new Anchor(head.tenant(), head.position(), head.hash()))));
        lines.add(line(ExportLine.of(new ExportLine.End(to - from, false, null))));
        return lines;
    }

    private static ObjectNode line(ExportLine line) {
        return NdJson.MAPPER.valueToTree(line);
    }

    private static List<TrailEntry> chain(String tenant, int length) {
        List<TrailEntry> chain = new ArrayList<>();
        TrailEntry last = null;
        for (int position = 1; position <= length; position++) {
            last = entry(last, tenant, position, "CONNECTION_SAVED", Origin.of("m.okafor", "console", "10.0.0.7"));
            chain.add(last);
        }
        return chain;
    }

    private static TrailEntry entry(TrailEntry before, String tenant, int position, String action, Origin origin) {
        return entry(before, tenant, position, action, origin, Detail.of("baseUrl", "https://northwind.coupahost.com"));
    }

    private static TrailEntry entry(
            TrailEntry before, String tenant, int position, String action, Origin origin, Detail detail) {
        return new TrailEntry(
                        tenant,
                        position,
                        Instant.parse("2026-11-24T09:30:00.123Z").plusSeconds(position),
                        origin == null ? Who.Actor.SERVICE : Who.Actor.CALLER,
                        origin == null ? null : "operator",
                        action,
                        Result.DONE,
                        detail.values(),
                        1,
                        origin == null ? null : origin.hash(),
                        origin,
                        before == null ? TrailEntry.START : before.hash(),
                        null)
                .sealed();
    }
}
