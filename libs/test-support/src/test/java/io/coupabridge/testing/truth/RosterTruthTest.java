package io.coupabridge.testing.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RosterTruthTest {

    private static final TenantId ACME = new TenantId("acme");

    private final List<JsonNode> users = List.of(Samples.user(7, "ann"), Samples.user(9, "bob"));
    private final TopicRecord ann = Samples.publishedUser(7, "ann", 1);
    private final TopicRecord bob = Samples.publishedUser(9, "bob", 1);

    @Test
    void holds_when_every_user_is_published_as_it_is() {
        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, bob));

        // then
        assertThat(report.differences()).isEmpty();
        assertThat(report.held()).isEqualTo(2);
        assertThat(report.assertHolds().describe()).contains("2 of 2 users");
    }

    @Test
    void finds_a_missing_user() {
        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann));

        // then
        assertThat(report.differences()).containsExactly("acme/9 is missing.");
        assertThatThrownBy(report::assertHolds)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("acme/9");
    }

    @Test
    void finds_a_version_that_was_published_twice() {
        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, bob, bob));

        // then
        assertThat(report.differences())
                .anyMatch(
                        difference -> difference.contains("acme/9") && difference.contains("version 1 after version 1"))
                .anyMatch(difference -> difference.contains("repeats the event id"));
    }

    @Test
    void finds_a_version_that_was_left_out() {
        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, bob, Samples.publishedUser(9, "bob", 3)));

        // then
        assertThat(report.differences()).singleElement().asString().contains("acme/9", "version 3 after version 1");
    }

    @Test
    void finds_a_field_that_is_wrong_and_names_it() {
        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, Samples.publishedUser(9, "eve", 1)));

        // then
        assertThat(report.differences())
                .contains("acme/9: email is \"eve@example.test\", should be \"bob@example.test\"");
    }

    @Test
    void judges_by_the_latest_version() {
        // given
        TopicRecord stale = Samples.publishedUser(9, "robert", 1);

        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, stale, Samples.publishedUser(9, "bob", 2)));

        // then
        assertThat(report.holds()).isTrue();
        assertThat(report.versions()).isEqualTo(3);
    }

    @Test
    void finds_a_user_that_coupa_does_not_have() {
        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, bob, Samples.publishedUser(11, "eve", 1)));

        // then
        assertThat(report.differences()).containsExactly("acme/11 is held and should not be.");
    }

    @Test
    void finds_a_user_that_was_reported_removed_and_is_there() {
        // given
        TopicRecord removal =
                Samples.record("acme/9", 0, "{'tenantId':'acme','userId':9,'change':'REMOVED','version':2}", "removal");

        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, bob, removal));

        // then
        assertThat(report.differences()).containsExactly("acme/9 is reported as removed.");
    }

    @Test
    void finds_records_of_a_tenant_on_two_partitions() {
        // given
        TopicRecord elsewhere = new TopicRecord(bob.topic(), 5, 0, bob.key(), bob.value(), bob.headers());

        // when
        TruthReport report = RosterTruth.check(ACME, users, List.of(ann, elsewhere));

        // then
        assertThat(report.differences()).singleElement().asString().contains("[0, 5]");
    }

    @Test
    void does_not_mix_up_tenants() {
        // given
        TopicRecord others =
                Samples.record("acme-2/9", 0, "{'tenantId':'acme-2','userId':9,'change':'NEW','version':1}", "other");

        // when
        TruthReport report =
                RosterTruth.check(ACME, users, Stream.of(others, ann, bob).toList());

        // then
        assertThat(report.holds()).isTrue();
        assertThat(report.versions()).isEqualTo(2);
    }
}
