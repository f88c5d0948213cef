package io.coupabridge.edge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.edge.doctor.IssuerExamination.Line;
import io.coupabridge.testing.TestIssuer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IssuerExaminationIT {

    private static Vertx vertx;
    private static WebClient client;

    private final TestIssuer issuer = TestIssuer.start(0);

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
        client = WebClient.create(vertx);
    }

    @AfterAll
    static void stopVertx() {
        client.close();
        vertx.closeAndAwait();
    }

    @Test
    void finds_nothing_with_an_issuer_that_gives_its_keys() {
        // when
        Findings findings = examine(issuer.url(), line("/jwks"));

        // then
        assertThat(findings.toMend()).isEmpty();
        assertThat(findings.checked())
                .extracting(DoctorReport.Checked::what)
                .containsExactly("The issuer " + issuer.url() + " gives 1 key.");
        issuer.close();
    }

    @Test
    void an_issuer_that_is_away_is_found() {
        // given
        Line line = line("/jwks");
        issuer.close();

        // when
        Findings findings = examine(issuer.url(), line);

        // then
        assertThat(whats(findings))
                .singleElement()
                .asString()
                .startsWith("The issuer " + issuer.url() + " does not answer (");
        assertThat(findings.toMend().get(0).mend()).contains("Tokens that its known keys signed work on");
    }

    @Test
    void an_issuer_without_keys_is_found() {
        // when
        Findings findings = examine(issuer.url(), line("/nowhere/else"));

        // then
        assertThat(whats(findings)).singleElement().asString().matches("The issuer .* answers \\d+ without keys\\.");
        issuer.close();
    }

    @Test
    void an_issuer_that_has_never_answered_is_found() {
        // when
        Findings findings = new Findings("issuer");
        new IssuerExamination("https://id.example", Optional::empty, Clock.systemUTC()).examine(findings);

        // then
        assertThat(whats(findings))
                .containsExactly("The issuer https://id.example has not answered since this replica started.");
        issuer.close();
    }

    @Test
    void keys_without_tls_of_an_issuer_with_tls_are_found() {
        // when
        Findings findings = examine("https://id.example", line("/jwks"));

        // then
        assertThat(whats(findings))
                .containsExactly("The issuer https://id.example names keys at an address without TLS.");
        issuer.close();
    }

    private Line line(String path) {
        return new Line(client, issuer.url() + path);
    }

    private static Findings examine(String url, Line line) {
        Findings findings = new Findings("issuer");
        new IssuerExamination(url, () -> Optional.of(line), Clock.systemUTC()).examine(findings);
        return findings;
    }

    private static List<String> whats(Findings findings) {
        return findings.toMend().stream().map(Finding::what).toList();
    }
}
