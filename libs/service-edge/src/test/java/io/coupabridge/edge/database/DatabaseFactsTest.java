package io.coupabridge.edge.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.edge.doctor.Finding;
import io.coupabridge.edge.doctor.Findings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseFactsTest {

    private static final DatabaseFacts GOOD = facts(150_010, false, false, 0, "on", true, 1);

    @Test
    void a_primary_with_a_synchronous_standby_is_well() {
        assertThat(whats(GOOD)).isEmpty();
        assertThat(whats(facts(150_010, false, false, 900, "on", false, 0))).isEmpty();
    }

    @Test
    void each_trouble_is_a_sentence() {
        assertThat(whats(facts(130_014, false, false, 0, "on", false, 0)))
                .containsExactly("The database roster runs PostgreSQL 13; 15 is the oldest that is tested.");
        assertThat(whats(facts(150_010, true, true, 0, "on", false, 0)))
                .containsExactly("The database roster takes no writes: its server is a standby.");
        assertThat(whats(facts(150_010, false, true, 0, "on", false, 0)))
                .containsExactly("The database roster takes no writes: it is read-only.");
        assertThat(whats(facts(150_010, false, false, 3_600_000, "on", false, 0)))
                .containsExactly("The clock of the database roster is 3600 s ahead of this replica's.");
        assertThat(whats(facts(150_010, false, false, -1_500, "on", false, 0)))
                .containsExactly("The clock of the database roster is 1500 ms behind this replica's.");
        assertThat(whats(facts(150_010, false, false, 0, "off", false, 0)))
                .containsExactly(
                        "The database roster has synchronous_commit=off, so a crash may lose what it has acknowledged.");
        assertThat(whats(facts(150_010, false, false, 0, "local", true, 1)))
                .containsExactly(
                        "The database roster has synchronous_commit=local, so its commits wait for no standby.");
    }

    @Test
    void a_standby_that_nobody_waits_for_may_be_meant_so() {
        // when
        Findings findings = judged(facts(150_010, false, false, 0, "on", false, 1));

        // then
        assertThat(findings.toMend()).isEmpty();
        assertThat(findings.notes())
                .extracting(Finding::what)
                .containsExactly("The database roster has standbys, of which none is synchronous.");
    }

    @Test
    void clocks_are_known_no_better_than_the_answer_took() {
        // given
        DatabaseFacts slow =
                new DatabaseFacts(150_010, false, false, Duration.ofSeconds(2), Duration.ofSeconds(3), "on", false, 0);

        // when, then
        assertThat(whats(slow)).isEmpty();
    }

    private static DatabaseFacts facts(
            int version, boolean standby, boolean readOnly, long ahead, String commit, boolean waits, int standbys) {
        return new DatabaseFacts(
                version, standby, readOnly, Duration.ofMillis(ahead), Duration.ofMillis(2), commit, waits, standbys);
    }

    private static Findings judged(DatabaseFacts facts) {
        Findings findings = new Findings("database roster");
        facts.judge("The database roster", findings);
        return findings;
    }

    private static List<String> whats(DatabaseFacts facts) {
        return judged(facts).toMend().stream().map(Finding::what).toList();
    }
}
