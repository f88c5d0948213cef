package io.coupabridge.edge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DoctorTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void letGo() {
        end.countDown();
    }

    @Test
    void is_healthy_when_nothing_has_to_be_mended() {
        // given
        Doctor doctor = doctor(LONG, examination("one", found -> found.seen("All of it.")));

        // when
        DoctorReport report = doctor.report();

        // then
        assertThat(report.healthy()).isTrue();
        assertThat(report.service()).isEqualTo("a-service");
        assertThat(report.findings()).isEmpty();
        assertThat(report.checked()).containsExactly(new DoctorReport.Checked("one", "All of it."));
    }

    @Test
    void a_note_makes_nobody_ill() {
        // when
        DoctorReport report = doctor(LONG, examination("one", found -> found.note("May be meant so.", "Think.")))
                .report();

        // then
        assertThat(report.healthy()).isTrue();
        assertThat(report.notes()).containsExactly(new Finding("one", "May be meant so.", "Think."));
    }

    @Test
    void what_fails_is_a_finding_without_its_message_and_hides_nothing_else() {
        // given
        Examination broken = examination("broken", found -> {
            found.mend("It is odd.", "Make it even.");
            throw new IllegalStateException("secret");
        });

        // when
        DoctorReport report = doctor(LONG, broken, examination("one", found -> found.seen("Well.")))
                .report();

        // then
        assertThat(report.healthy()).isFalse();
        assertThat(report.findings())
                .extracting(Finding::what)
                .containsExactly("It is odd.", "The doctor could not look at broken (IllegalStateException).");
        assertThat(report.checked()).hasSize(1);
        assertThat(report.toString()).doesNotContain("secret");
    }

    @Test
    void what_hangs_is_a_finding_and_is_not_begun_again() {
        // given
        Doctor doctor = doctor(Duration.ZERO, examination("slow", found -> awaitTheEnd()));

        // when
        DoctorReport first = doctor.report();
        DoctorReport second = doctor.report();

        // then
        assertThat(List.of(first, second))
                .allSatisfy(report -> assertThat(report.findings())
                        .extracting(Finding::what)
                        .containsExactly("The doctor could not look at slow (no answer in 0 s)."));
        assertThat(looks).hasValue(1);
    }

    @Test
    void what_hangs_hides_neither_what_it_has_found_nor_the_others() {
        // given
        Examination slow = examination("slow", found -> {
            found.mend("It is odd.", "Make it even.");
            found.seen("Half of it.");
            awaitTheEnd();
        });

        // when
        DoctorReport report = doctor(LONG, slow, examination("swift", found -> found.mend("It is old.", "Renew it.")))
                .report();

        // then
        assertThat(report.findings())
                .extracting(Finding::what)
                .containsExactly("It is odd.", "The doctor could not look at slow (no answer in 0 s).", "It is old.");
        assertThat(report.checked()).containsExactly(new DoctorReport.Checked("slow", "Half of it."));
    }

    @Test
    void those_who_ask_soon_share_a_report() {
        // given
        Doctor doctor = doctor(LONG, examination("one", found -> found.seen("All.")));

        // when
        DoctorReport first = doctor.report();
        DoctorReport second = doctor.report();

        // then
        assertThat(second).isSameAs(first);
        assertThat(looks).hasValue(1);
    }

    @Test
    void a_text_is_cut_behind_its_first_sentence() {
        // given
        Findings findings = new Findings("kafka");

        // when
        findings.mend("Topic coupa.connections does not exist. Create it. Soon.");
        findings.mend("All is odd.");

        // then
        assertThat(findings.toMend())
                .containsExactly(
                        new Finding("kafka", "Topic coupa.connections does not exist.", "Create it. Soon."),
                        new Finding("kafka", "All is odd.", ""));
    }

    @Test
    void says_how_far_clocks_are_apart() {
        assertThat(ClockWords.apart(Duration.ofHours(1))).isEqualTo("3600 s ahead of");
        assertThat(ClockWords.apart(Duration.ofMillis(-2_500))).isEqualTo("2500 ms behind");
    }

    private void awaitTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Look {
        void at(Findings findings);
    }

    private Examination examination(String about, Look look) {
        return new Examination() {
            @Override
            public String about() {
                return about;
            }

            @Override
            public void examine(Findings findings) {
                looks.incrementAndGet();
                look.at(findings);
            }
        };
    }

    private static Doctor doctor(Duration kept, Examination... examinations) {
        return new Doctor("a-service", List.of(examinations), Clock.systemUTC(), SHORT, kept);
    }
}
