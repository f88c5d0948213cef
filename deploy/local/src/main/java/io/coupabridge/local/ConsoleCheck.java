package io.coupabridge.local;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.testing.Browser;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Whether people find in the console what has come of the main job. */
final class ConsoleCheck {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final URI url;
    private final Checks checks;

    ConsoleCheck(DemoSettings settings, Checks checks) {
        this.url = URI.create(settings.url(DemoSettings.CONSOLE) + "/");
        this.checks = checks;
    }

    void run() {
        Browser operator = Browser.of(url, "operator");
        expect(operator, "/", "the console says that borealis lacks a scope", "borealis", "scope missing");
        expect(
                operator,
                "/tenants",
                "the console lists all tenants",
                Stream.of(SimulatedTenant.values()).map(SimulatedTenant::id).toArray(String[]::new));
        expect(operator, "/tenants/acme", "the console shows the runs of acme", "completed", "class=\"chart\"");
        Browser admin = Browser.of(url, "integration-admin", SimulatedTenant.ACME.id());
        int status = admin.get("/tenants/borealis").statusCode();
        checks.expect(
                "the administrator of acme finds no borealis in the console", status == 404, "the answer " + status);
        String schedule = operator.submit(
                        "/tenants/acme/schedule",
                        "task",
                        ApplicationRoster.TASK.name(),
                        "kind",
                        "EVERY",
                        "every",
                        "1",
                        "unit",
                        "MINUTES")
                .body();
        checks.expect(
                "acme's roster runs every minute from now on", schedule.contains("The schedule is saved."), schedule);
    }

    private void expect(Browser browser, String path, String promise, String... texts) {
        boolean held = true;
        try {
            Awaitility.await().atMost(SOON).until(() -> {
                String page = browser.get(path).body();
                return Stream.of(texts).allMatch(page::contains);
            });
        } catch (ConditionTimeoutException e) {
            held = false;
        }
        checks.expect(promise, held, url.resolve(path) + " lacks one of " + String.join(", ", texts));
    }
}
