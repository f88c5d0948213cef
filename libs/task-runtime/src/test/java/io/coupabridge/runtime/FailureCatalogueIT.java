package io.coupabridge.runtime;

import static io.coupabridge.contracts.ConnectionState.DEGRADED;
import static io.coupabridge.contracts.ConnectionState.REAUTHORIZATION_REQUIRED;
import static io.coupabridge.contracts.ErrorCode.COUPA_UNAVAILABLE;
import static io.coupabridge.contracts.ErrorCode.DEADLINE_EXCEEDED;
import static io.coupabridge.contracts.ErrorCode.FORBIDDEN;
import static io.coupabridge.contracts.ErrorCode.REQUIRED_FIELD_HIDDEN;
import static io.coupabridge.contracts.ErrorCode.SCOPE_MISSING;
import static io.coupabridge.contracts.ErrorCode.UNEXPECTED_RESPONSE;
import static io.coupabridge.runtime.CatalogueRow.CLEAN;
import static io.coupabridge.runtime.CatalogueRow.Expected.completes;
import static io.coupabridge.runtime.CatalogueRow.Expected.fails;
import static io.coupabridge.runtime.CatalogueRow.PAGE;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.CatalogueRow.Expected;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Delivery;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The failure catalogue of coupa-api §7, a row a test: what goes wrong, what becomes of the run, and how many API calls
 * and rejected tokens that takes at most. All rows are worked side by side, each for a tenant of its own: none holds up
 * another.
 *
 * <p>Of rows 1 to 7 only the tasks' half is here, what a run does once token-service has told of it; how a grant's answer is
 * read is in token-service's GrantAnswerTest, GrantClientTest and LegacyApiKeyTest. Row 29 is the expense handler's
 * (ExpenseServiceIT), and row 32 the publication stream's (PublicationStreamIT).
 */
@QuarkusTest
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureCatalogueIT {

    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final int AT_ONCE = 20;

    /**
     * A worker that is late with its heartbeats, on a busy machine, hands its run back: a page is asked for again, and
     * when another has the run already, what came to nothing is not counted.
     */
    private static final int SLACK = 3;

    private static final String JSON = "application/json";
    private static final ErrorCode REAUTHORIZE = ErrorCode.REAUTHORIZATION_REQUIRED;
    private static final Fault EMPTY = Fault.of(FaultBody.EMPTY_ARRAY);
    private static final Fault OBJECT = Fault.of(FaultBody.REAL_FIRST_RECORD);
    private static final Fault TOO_LARGE = Fault.huge(20_000_000);
    private static final Duration SECONDS = Duration.ofSeconds(2);
    private static final Instant SOON = Instant.now().plusSeconds(15);

    /** Coupa is asked so often for one page: once, and three times more (coupabridge.run.attempts). */
    private static final int TRIES = 4;

    /** Calls before the second page: the newest user, the first page and, beside it, the end of the list. */
    private static final int BEFORE = 3;

    private static final List<CatalogueRow> CATALOGUE = List.of(
            // token-service has told; Coupa is not asked, unless the token in hand still works
            row("1, 2, 3, 5", "a dead credential", told(REAUTHORIZATION_REQUIRED), fails(REAUTHORIZE, 0)),
            row("4", "a client without the scope", withoutScope(), fails(SCOPE_MISSING, 0)),
            row("6, 7", "no token endpoint", told(DEGRADED), completes(CLEAN)),

            // the token
            row("8", "a token that is used too early", fresh(next(2, Fault.status(401))), completes(CLEAN + 2)),
            row("9", "a token that is revoked", revokedOnPage2(), completesWithAnotherToken()),
            row("10", "401 for every token", always(Fault.status(401)), isForbiddenAfterAnotherToken()),
            row("10", "401 for one page", onPage2(Fault.status(401)), isForbiddenAfterFourTokens()),
            row("11", "403", always(Fault.status(403)), fails(FORBIDDEN, 1)),
            row("11", "403 that names the scope", always(insufficientScope(403)), fails(SCOPE_MISSING, 1)),
            row("11", "401 that names the scope", always(insufficientScope(401)), fails(SCOPE_MISSING, 1)),

            // lists
            row("12", "no users", noUsers(), completes(2).publishing(0)),
            row("12", "404 in XML", always(Fault.status(404).xml()), fails(UNEXPECTED_RESPONSE, TRIES)),
            row("12", "an empty first answer", next(1, EMPTY), completes(CLEAN)),
            row("12", "an empty page before the end", onPage2(1, EMPTY), completes(CLEAN + 1)),
            row("13", "404 as a web page", always(Fault.status(404).html()), fails(UNEXPECTED_RESPONSE, 1)),
            row("13", "404 in JSON", always(Fault.status(404)), fails(UNEXPECTED_RESPONSE, 1)),
            row("14", "400 with errors", always(Fault.status(400)), fails(UNEXPECTED_RESPONSE, 1)),

            // too much, or down
            row("15", "429", onPage2(1, Fault.throttled()), completes(CLEAN + 1)),
            row("15", "429 with seconds", onPage2(1, Fault.throttled().retryAfter(SECONDS)), completes(CLEAN + 1)),
            row("15", "429 with a date", onPage2(1, Fault.throttled().retryAfter(SOON)), completes(CLEAN + 1)),
            row("15", "429 for ever", late(always(Fault.throttled())), waitsInVain()),
            row("16", "503", onPage2(1, Fault.status(503)), completes(CLEAN + 1)),
            row("16", "503 with seconds", onPage2(1, Fault.status(503).retryAfter(SECONDS)), completes(CLEAN + 1)),
            row("16", "503 for ever", always(Fault.status(503)), fails(COUPA_UNAVAILABLE, TRIES)),
            row("17", "500", onPage2(1, Fault.status(500)), completes(CLEAN + 1)),
            row("17", "502 as a web page", onPage2(1, Fault.status(502).html()), completes(CLEAN + 1)),
            row("17", "504 three times", onPage2(3, Fault.status(504)), completes(CLEAN + 3)),
            row("17", "500 for ever", onPage2(Fault.status(500)), givesUp(COUPA_UNAVAILABLE)),
            row("18", "maintenance with 503", onPage2(1, Fault.unavailable()), completes(CLEAN + 1)),
            row("18", "maintenance with 200", onPage2(1, Fault.maintenancePage()), completes(CLEAN + 1)),
            row("18", "maintenance with 200 for ever", onPage2(Fault.maintenancePage()), givesUp(UNEXPECTED_RESPONSE)),
            row("19", "a redirect", always(Fault.redirect("https://sso.example.test/")), fails(UNEXPECTED_RESPONSE, 1)),

            // something else than a page
            row("20", "XML", onPage2(1, Fault.of(FaultBody.REAL_AS_XML)), completes(CLEAN + 1)),
            row("20", "XML for ever", onPage2(Fault.of(FaultBody.REAL_AS_XML)), givesUp(UNEXPECTED_RESPONSE)),
            row("21", "broken JSON", onPage2(1, Fault.of(FaultBody.REAL_CUT)), completesWithSmallerPages()),
            row("21", "an early end", onPage2(1, Fault.truncated()), completes(CLEAN + 1)),
            row("21", "broken JSON for ever", onPage2(Fault.of(FaultBody.INVALID_JSON)), givesUp(UNEXPECTED_RESPONSE)),
            row("21, 24", "pages that are too large", tooLargeFrom(26), completesWithFarSmallerPages()),
            row("21, 24", "a page too large for ever", onPage2(TOO_LARGE), givesUp(UNEXPECTED_RESPONSE)),
            row("22", "an object", onPage2(1, OBJECT), completes(CLEAN + 1)),
            row("22", "an object for ever", onPage2(OBJECT), givesUp(UNEXPECTED_RESPONSE)),
            row("23", "errors with 200", onPage2(1, Fault.errorObject()), completes(CLEAN + 1)),
            row("23", "errors with 200 for ever", onPage2(Fault.errorObject()), givesUp(UNEXPECTED_RESPONSE)),
            row("24", "no answer in time", onPage2(1, Fault.hang(LIMIT)), completesWithSmallerPages()),
            row("24", "no answer in time for ever", onPage2(Fault.hang(LIMIT)), givesUpSlowly()),
            row("25", "a reset", onPage2(1, Fault.reset()), completes(CLEAN + 1)),
            row("25", "no TLS", overTls(), isUnreachable("tried 4 times")),
            row("25", "an unknown host", unknownHost(), isUnreachable("was not found")),
            row("26", "413", always(Fault.status(413)), fails(UNEXPECTED_RESPONSE, 1)),
            row("26", "414", always(Fault.status(414).html()), fails(UNEXPECTED_RESPONSE, 1)),
            row("27", "406", always(Fault.status(406)), fails(UNEXPECTED_RESPONSE, 1)),
            row("27", "415", always(Fault.status(415)), fails(UNEXPECTED_RESPONSE, 1)),
            row("28", "a missing key", onPage2(1, Fault.missingKeys("email")), completes(CLEAN + 1)),
            row("28", "a hidden key", always(Fault.missingKeys("email")), isHidden("'email'")),
            row("30", "a user that cannot be mapped", unmappableUser(), completesWithoutOneUser()),
            row("30", "users of which most cannot be mapped", unmappableUsers(), failsWithMostPutAside()),
            row("31", "a cursor that is ignored", cursorIgnored(), stopsInTheLoop()));

    private static final List<CatalogueRow> DENIALS = denialsOfAllShapes();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "coupabridge.keysets.tokens")
    Path keyset;

    @ConfigProperty(name = "coupabridge.keysets.event-verification")
    Path eventKeyset;

    @Inject
    Database database;

    private final Map<CatalogueRow, Scene> scenes = new LinkedHashMap<>();
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private Platform platform;
    private TokenDesk desk;
    private final Map<UUID, TaskEvent> outcomes = new HashMap<>();
    private final Map<UUID, Integer> waits = new HashMap<>();
    private Map<TenantId, List<Long>> published;

    @BeforeAll
    void workAllRows() {
        platform = new Platform(
                bootstrapServers,
                ApplicationRoster.TASK,
                Sealer.fromKeysetFile(keyset),
                EventKeysets.signerFor(eventKeyset));
        desk = TokenDesk.open(bootstrapServers);
        Deque<CatalogueRow> rows = new ArrayDeque<>(CATALOGUE);
        rows.addAll(DENIALS);
        work(rows);
        published = TopicReader.readAll(bootstrapServers, ApplicationRoster.TASK.recordTopic()).stream()
                .map(record -> record.as(DiscoveredUser.class))
                .collect(groupingBy(DiscoveredUser::tenantId, mapping(DiscoveredUser::userId, toList())));
    }

    @AfterAll
    void stop() {
        desk.close();
        platform.close();
        simulator.close();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("CATALOGUE")
    void reacts_as_the_catalogue_says(CatalogueRow row) {
        assertEnding(row);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("DENIALS")
    void reacts_to_a_denial_wherever_it_comes_and_whatever_its_body(CatalogueRow row) {
        assertEnding(row);
    }

    private void assertEnding(CatalogueRow row) {
        Scene scene = scenes.get(row);
        Expected expected = row.expected();
        TaskEvent outcome = outcomes.get(scene.command);
        assertThat(outcome).as("the run's outcome within %s", LIMIT).isNotNull();
        assertThat(outcome.failure() == null ? null : outcome.failure().code())
                .as("%s", outcome)
                .isEqualTo(expected.failure());
        if (expected.failure() != null) {
            assertThat(outcome.failure().message()).contains(expected.said()).endsWith(".");
        }
        assertThat(scene.coupa.log().apiCount())
                .as("API calls: %s", calls(scene))
                .isBetween((long) expected.fewestCalls(), (long) expected.mostCalls() + SLACK);
        assertThat(desk.rejections(scene.tenant))
                .as("rejected tokens")
                .isBetween(expected.fewestRejections(), expected.mostRejections());
        List<Long> ids = published.getOrDefault(scene.tenant, List.of());
        assertThat(ids).doesNotHaveDuplicates().hasSizeBetween(expected.fewestPublished(), expected.mostPublished());
        if (outcome.progress() != null) {
            assertThat(outcome.progress().recordsNew()).isEqualTo(ids.size());
            assertThat(outcome.progress().recordsQuarantined()).isEqualTo(expected.putAside());
            long calls = scene.coupa.log().apiCount();
            assertThat(outcome.progress().requests())
                    .as("requests of %s", calls(scene))
                    .isBetween(handedBackOnlyToWait(scene) ? calls : calls - SLACK, calls);
        }
    }

    /** Whether no worker lost the run: it was claimed at its start, and once more after each wait. */
    private boolean handedBackOnlyToWait(Scene scene) {
        return database.one(
                        "select owner from stream where tenant = ? and name = ?",
                        row -> row.getLong(1),
                        scene.tenant.value(),
                        Streams.RUNS)
                .filter(claims -> claims <= 1 + waits.getOrDefault(scene.command, 0))
                .isPresent();
    }

    private static List<String> calls(Scene scene) {
        return scene.coupa.log().apiRequests().stream()
                .map(call -> call.query("limit").orElse("") + " after "
                        + call.query("id[gt]").orElse("") + ": " + call.status().orElse(0))
                .toList();
    }

    private void start(CatalogueRow row) {
        InstanceSpec users = InstanceSpec.defaults()
                .users(CatalogueRow.USERS)
                .expenseLines(0)
                .firstIds(1, 1, 1)
                .idGap(1)
                .port(SimulatorOrigins.nextPort());
        CoupaInstance coupa = simulator.instance("coupa-" + scenes.size(), users);
        coupa.client("client", "client-secret", Set.of(ApplicationRoster.TASK.scope()));
        Scene scene = new Scene(coupa, platform);
        row.given().accept(scene);
        scenes.put(row, scene);
        scene.start(desk);
    }

    /** So many at a time; a row whose run has no outcome in time fails by itself. */
    private void work(Deque<CatalogueRow> rows) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (TopicReader reader = TopicReader.open(bootstrapServers, Topic.TASK_EVENTS)) {
            while (outcomes.size() < CATALOGUE.size() + DENIALS.size() && System.nanoTime() - end < 0) {
                while (!rows.isEmpty() && scenes.size() - outcomes.size() < AT_ONCE) {
                    start(rows.remove());
                }
                reader.readOn(Duration.ofMillis(100)).stream()
                        .map(record -> record.as(TaskEvent.class))
                        .peek(event -> waits.merge(event.commandId(), event.waiting() == null ? 0 : 1, Integer::sum))
                        .filter(event -> event.type().terminal())
                        .filter(event -> scenes.values().stream().anyMatch(s -> s.command.equals(event.commandId())))
                        .forEach(event -> outcomes.put(event.commandId(), event));
            }
        }
    }

    private static List<CatalogueRow> denialsOfAllShapes() {
        List<CatalogueRow> rows = new ArrayList<>();
        bodies().forEach((body, fault) -> {
            Fault no = fault.under(401);
            rows.add(row("8", "401 right after the grant, " + body, fresh(next(1, no)), completes(CLEAN + 1)));
            rows.add(row("9", "401 on one page, " + body, onPage2(1, no), completesWithAnotherToken()));
            rows.add(row("9", "401 for one token, " + body, untilReplaced(no), completesWithAnotherToken()));
            rows.add(row("10", "401 for ever, " + body, always(no), isForbiddenAfterAnotherToken()));
        });
        bodies().forEach((body, fault) -> {
            Fault no = fault.under(403);
            rows.add(row("11", "403 right after the grant, " + body, fresh(next(1, no)), fails(FORBIDDEN, 1)));
            rows.add(row("11", "403 on one page, " + body, onPage2(1, no), isForbiddenOnItsWay()));
            rows.add(row("11", "403 from the middle on, " + body, onPage2(no), isForbiddenOnItsWay()));
            rows.add(row("11", "403 for ever, " + body, always(no), fails(FORBIDDEN, 1)));
        });
        return rows;
    }

    private static Map<String, Fault> bodies() {
        Map<String, Fault> bodies = new LinkedHashMap<>();
        bodies.put("empty", Fault.of(FaultBody.EMPTY));
        bodies.put("an OAuth error", Fault.of(FaultBody.TEXT).text(JSON, "{\"error\":\"invalid_token\"}"));
        bodies.put("errors", Fault.of(FaultBody.JSON_ERROR));
        bodies.put("a web page", Fault.of(FaultBody.HTML));
        bodies.put("XML", Fault.of(FaultBody.XML_ERROR));
        bodies.put("truncated JSON", Fault.of(FaultBody.TEXT).text(JSON, "{\"errors\":{\"ba"));
        bodies.put("breaking off", Fault.of(FaultBody.JSON_ERROR).delivered(Delivery.TRUNCATE));
        bodies.put("20 MB", Fault.huge(20_000_000));
        return bodies;
    }

    private static CatalogueRow row(String number, String situation, Consumer<Scene> given, Expected expected) {
        return new CatalogueRow(number, situation, given, expected);
    }

    /** Of 90 users: four pages of 25 instead of two, in one lane or in two. */
    private static Expected completesWithSmallerPages() {
        return completes(CLEAN + 2).upTo(CLEAN + 4);
    }

    /** Of 25 and fewer instead of three: each good page lets the next be larger by one, until that fails. */
    private static Expected completesWithFarSmallerPages() {
        return completes(CLEAN + 4).upTo(CLEAN + 15);
    }

    private static Expected completesWithAnotherToken() {
        return completes(CLEAN + 1).upTo(CLEAN + 2).rejecting(1);
    }

    private static Expected completesWithoutOneUser() {
        return completes(CLEAN).puttingAside(1);
    }

    private static Expected failsWithMostPutAside() {
        return fails(UNEXPECTED_RESPONSE, CLEAN).puttingAside(100).saying("100 of 140 records");
    }

    private static Expected isForbiddenAfterAnotherToken() {
        return fails(FORBIDDEN, 2).rejecting(1).saying("core.user.read");
    }

    /** Pages that go well beside it must not make it ask for tokens for ever. */
    private static Expected isForbiddenAfterFourTokens() {
        return fails(FORBIDDEN, BEFORE + 2).upTo(15).rejecting(1, 4).publishing(PAGE);
    }

    private static Expected isForbiddenOnItsWay() {
        return fails(FORBIDDEN, BEFORE).upTo(BEFORE + 1).publishing(PAGE);
    }

    private static Expected isUnreachable(String why) {
        return fails(COUPA_UNAVAILABLE, 0).saying(why);
    }

    private static Expected isHidden(String field) {
        return fails(REQUIRED_FIELD_HIDDEN, 3).saying(field);
    }

    private static Expected waitsInVain() {
        return fails(DEADLINE_EXCEEDED, 2).upTo(5);
    }

    private static Expected stopsInTheLoop() {
        return fails(UNEXPECTED_RESPONSE, 2).upTo(4).publishing(0, PAGE);
    }

    /** Slices that end while nothing comes ask more often. */
    private static Expected givesUpSlowly() {
        return givesUp(COUPA_UNAVAILABLE).upTo(BEFORE + 2 * TRIES);
    }

    /** After as many tries as are allowed for the second page. */
    private static Expected givesUp(ErrorCode code) {
        return fails(code, BEFORE + TRIES).publishing(PAGE);
    }

    private static Consumer<Scene> told(ConnectionState state) {
        return scene -> scene.told(state, state == DEGRADED ? Verdict.GRANTED : Verdict.UNKNOWN);
    }

    private static Consumer<Scene> withoutScope() {
        return scene -> scene.told(ConnectionState.ACTIVE, Verdict.SCOPE_MISSING);
    }

    /** The first calls. */
    private static Consumer<Scene> next(int calls, Fault fault) {
        return scene -> scene.coupa.faults().next(calls, fault);
    }

    private static Consumer<Scene> always(Fault fault) {
        return scene -> scene.coupa.faults().always(fault);
    }

    private static Consumer<Scene> onPage2(Fault fault) {
        return onPage2(Integer.MAX_VALUE, fault);
    }

    private static Consumer<Scene> onPage2(int times, Fault fault) {
        return scene -> scene.coupa
                .faults()
                .inject(FaultRule.of(fault).when(FailureCatalogueIT::isForPage2).times(times));
    }

    /** The newest users are asked for by their ids alone, and nothing is behind the last. */
    private static Consumer<Scene> tooLargeFrom(int records) {
        return scene -> scene.coupa
                .faults()
                .inject(FaultRule.of(TOO_LARGE)
                        .when(request -> request.query("dir").orElse("").equals("asc"))
                        .when(request -> number(request, "id[gt]") < CatalogueRow.USERS)
                        .when(request -> number(request, "limit") >= records));
    }

    private static int number(LoggedRequest request, String parameter) {
        return request.query(parameter).map(Integer::valueOf).orElse(0);
    }

    private static boolean isForPage2(LoggedRequest request) {
        return request.query("id[gt]").orElse("").equals(Integer.toString(PAGE));
    }

    private static Consumer<Scene> fresh(Consumer<Scene> given) {
        return given.andThen(scene -> scene.tokenUsableFor(Duration.ZERO));
    }

    private static Consumer<Scene> revokedOnPage2() {
        AtomicBoolean done = new AtomicBoolean();
        return scene -> scene.coupa.onRequest(request -> {
            if (isForPage2(request) && !done.getAndSet(true)) {
                scene.coupa.tokens().revokeAll();
            }
        });
    }

    private static Consumer<Scene> untilReplaced(Fault fault) {
        return scene -> scene.coupa
                .faults()
                .inject(FaultRule.of(fault)
                        .when(FailureCatalogueIT::isForPage2)
                        .when(request -> ("Bearer " + scene.token())
                                .equals(request.headers().get("authorization"))));
    }

    private static Fault insufficientScope(int status) {
        return Fault.status(status).header("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
    }

    private static Consumer<Scene> late(Consumer<Scene> given) {
        return given.andThen(scene -> scene.deadlineIn(Duration.ofSeconds(8)));
    }

    private static Consumer<Scene> noUsers() {
        return scene ->
                scene.coupa.data().users().ids().forEach(scene.coupa.data().users()::delete);
    }

    private static Consumer<Scene> overTls() {
        return scene -> scene.pointsTo(URI.create("https://127.0.0.1:" + scene.coupa.port()));
    }

    private static Consumer<Scene> unknownHost() {
        return scene -> scene.pointsTo(SimulatorOrigins.NOWHERE);
    }

    private static Consumer<Scene> unmappableUser() {
        return scene -> scene.coupa.data().users().update(70, "login", null);
    }

    private static Consumer<Scene> unmappableUsers() {
        return scene -> scene.coupa.data().users().ids().stream()
                .limit(100)
                .forEach(id -> scene.coupa.data().users().update(id, "login", null));
    }

    private static Consumer<Scene> cursorIgnored() {
        return scene -> scene.coupa.switches().ignoreFilters("id");
    }
}
