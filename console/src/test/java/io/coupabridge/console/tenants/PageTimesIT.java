package io.coupabridge.console.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.Browser;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How soon each page's first byte comes from a packaged console with ten thousand tenants and a hundred thousand runs, and how
 * much memory that takes. The figures are left in {@code target/page-times.md}. Services are not there: a page that asks one
 * takes that service's time besides.
 */
@Timeout(300)
class PageTimesIT {

    /** A page by its path, and its heading. */
    private record Page(String path, String heading) {}

    private static final List<Page> PAGES = List.of(
            new Page("/", "Attention"),
            new Page("/tenants", "Tenants"),
            new Page("/tenants?search=0777", "Tenants"),
            new Page(
                    "/tenants?state=REAUTHORIZATION_REQUIRED&host=many3.coupahost.com&task=EXPENSE_DISCOVERY",
                    "Tenants"),
            new Page("/tenants?stale=7&after=many-09000", "Tenants"),
            new Page("/tenants/many-00777", "many-00777"),
            new Page("/tenants/many-00777/schedule", "Schedule of many-00777"),
            new Page("/tenants/many-00777/notifications", "Notifications of many-00777"),
            new Page("/operations", "Operations"),
            new Page("/notifications", "Notifications"),
            new Page("/help", "Help"));
    private static final int WARM = 10;
    private static final int TIMES = 40;
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final long MOST_KB = 640_000_000 / 1024;
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Path RESULTS = Path.of("target", "page-times.md");

    @TempDir
    Path directory;

    private final ServiceDatabase database = TestPostgres.shared().serviceDatabase();
    private Replica console;

    @BeforeEach
    void start() {
        Map<String, String> environment = ServiceEnvironment.ofConsole(
                TestIssuer.sharedUrl(), TestKafka.shared().bootstrapServers(), database);
        TestIssuer.login("a-secret-for-tests-that-nobody-asks-for")
                .forEach((setting, value) -> environment.put(ServiceEnvironment.variable(setting), value));
        environment.putAll(ServiceEnvironment.keysetOfConsole(EventKeysets.in(directory)));
        environment.put("COUPABRIDGE_HTTP_REQUESTS_PER_SECOND", "100000");
        List<String> jvm = List.of("@" + Path.of("..", "deploy", "jvm.options"));
        Path log = Path.of("target", "page-times.log");
        console = new Replica(Path.of(".."), "console", jvm, environment, log)
                .start()
                .awaitReady();
        ManyTenants.STATEMENTS.forEach(statement -> TestPostgres.execute(database.url(), statement));
        TestPostgres.execute(database.url(), "analyze");
    }

    @AfterEach
    void stop() {
        console.abandon();
    }

    @Test
    void the_first_byte_of_each_page_comes_soon_and_memory_stays_within_the_pods() throws Exception {
        // given
        Browser operator = Browser.of(URI.create(console.origin()), "operator");
        long before = rssKb();
        StringBuilder table =
                new StringBuilder("| page | first byte, p50 | p95 | most | size |\n|---|---|---|---|---|\n");

        // when, then
        for (Page page : PAGES) {
            List<Duration> times = new ArrayList<>();
            long bytes = 0;
            for (int i = 0; i < WARM + TIMES; i++) {
                long begin = System.nanoTime();
                HttpResponse<InputStream> answer = operator.http()
                        .send(
                                HttpRequest.newBuilder(URI.create(console.origin() + page.path()))
                                        .header("Accept", "text/html")
                                        .build(),
                                BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    int first = body.read();
                    Duration took = Duration.ofNanos(System.nanoTime() - begin);
                    assertThat(first).isEqualTo('<');
                    byte[] others = body.readAllBytes();
                    assertThat(new String(others, StandardCharsets.UTF_8)).contains("<h1>" + page.heading() + "</h1>");
                    bytes = 1 + others.length;
                    if (i >= WARM) {
                        times.add(took);
                    }
                }
                assertThat(answer.statusCode()).as(page.path()).isEqualTo(200);
            }
            Collections.sort(times);
            // not the slowest: one stall of the machine would fail it
            assertThat(times.get(times.size() * 95 / 100)).as(page.path()).isLessThan(BOUND);
            table.append(row(page.path(), times, bytes));
        }
        long after = rssKb();
        table.append("\nRSS ")
                .append(before / 1024)
                .append(" MB before, ")
                .append(after / 1024)
                .append(" MB after\n");
        Files.writeString(RESULTS, table);
        assertThat(after).isLessThan(MOST_KB);
    }

    private static String row(String page, List<Duration> times, long bytes) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %d ms | %d ms | %d ms | %d kB |%n",
                page,
                times.get(times.size() / 2).toMillis(),
                times.get(times.size() * 95 / 100).toMillis(),
                times.get(times.size() - 1).toMillis(),
                bytes / 1024);
    }

    private long rssKb() throws IOException {
        Matcher rss = RSS.matcher(Files.readString(Path.of("/proc/" + console.pid() + "/status")));
        assertThat(rss.find()).isTrue();
        return Long.parseLong(rss.group(1));
    }
}
