package io.coupabridge.edge.doctor;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether the issuer of callers' tokens gives its keys now, asked in the way in which tokens are verified: with the same
 * client, and so with its certificates and proxy. Tokens of known keys work while it is away.
 */
@Singleton
class IssuerExamination implements Examination {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** As far as clocks may differ by {@code quarkus.oidc.token.lifespan-grace}. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final String SETTING = "quarkus.oidc.auth-server-url";

    private final String issuer;
    private final Supplier<Optional<Line>> line;
    private final Clock clock;

    /** How the issuer's keys are asked for. */
    record Line(WebClient client, String keys) {}

    @Inject
    IssuerExamination(@ConfigProperty(name = SETTING) String issuer, TenantConfigBean settings, Clock clock) {
        this(issuer, () -> line(settings.getDefaultTenant()), clock);
    }

    /** @param line empty while the issuer has not answered since the start */
    IssuerExamination(String issuer, Supplier<Optional<Line>> line, Clock clock) {
        this.issuer = issuer;
        this.line = line;
        this.clock = clock;
    }

    private static Optional<Line> line(TenantConfigContext context) {
        return context.ready()
                ? Optional.of(new Line(
                        context.getOidcProviderClient().getWebClient(),
                        context.getOidcMetadata().getJsonWebKeySetUri()))
                : Optional.empty();
    }

    @Override
    public String about() {
        return "issuer";
    }

    @Override
    public void examine(Findings findings) {
        Optional<Line> known = line.get();
        if (known.isEmpty()) {
            findings.mend(
                    "The issuer " + issuer + " has not answered since this replica started.",
                    "Look whether it is up, and whether " + SETTING + " is right. Until then nobody is recognised.");
            return;
        }
        if (issuer.startsWith("https:") && !isHttps(known.get().keys())) {
            findings.mend(
                    "The issuer " + issuer + " names keys at an address without TLS.",
                    "Set its own URL to https at the issuer: somebody else's keys could be taken for its own.");
        }
        ask(known.get(), findings);
    }

    private static boolean isHttps(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("https:");
    }

    private void ask(Line known, Findings findings) {
        HttpResponse<Buffer> answer;
        try {
            answer = known.client()
                    .getAbs(known.keys())
                    .timeout(PATIENCE.toMillis())
                    .send()
                    .await()
                    .atMost(PATIENCE.plusSeconds(1));
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            findings.mend(
                    "The issuer " + issuer + " does not answer ("
                            + cause.getClass().getSimpleName() + ").",
                    "Look whether it is up, and at its certificate. Tokens that its known keys signed work on; a new key"
                            + " is refused.");
            return;
        }
        int keys = answer.statusCode() == 200 ? keys(answer) : 0;
        if (keys == 0) {
            findings.mend(
                    "The issuer " + issuer + " answers " + answer.statusCode() + " without keys.",
                    "Look at " + known.keys() + ". Tokens that its known keys signed work on; a new key is refused.");
            return;
        }
        // a cache in front keeps the date of the answer that it keeps
        if (answer.getHeader("Age") == null) {
            checkClock(answer.getHeader("Date"), findings);
        }
        findings.seen("The issuer " + issuer + " gives " + keys + (keys == 1 ? " key." : " keys."));
    }

    private static int keys(HttpResponse<Buffer> answer) {
        try {
            JsonObject body = answer.bodyAsJsonObject();
            return body == null ? 0 : body.getJsonArray("keys", new JsonArray()).size();
        } catch (RuntimeException e) {
            // no JSON, or another one
            return 0;
        }
    }

    private void checkClock(String date, Findings findings) {
        if (date == null) {
            return;
        }
        try {
            Duration ahead = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            // the header has whole seconds
            if (ahead.abs().compareTo(GRACE.plusSeconds(1)) > 0) {
                findings.mend(
                        "The clock of the issuer is " + ClockWords.apart(ahead) + " this replica's.",
                        "Correct the clock that is wrong. Beyond " + GRACE.toSeconds()
                                + " s, tokens count as expired, or as not valid yet.");
            }
        } catch (DateTimeException e) {
            // somebody's own format tells nothing
        }
    }
}
