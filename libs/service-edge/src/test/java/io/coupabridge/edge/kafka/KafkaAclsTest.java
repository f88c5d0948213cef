package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.KafkaRights;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which access rules an operator is told about. */
class KafkaAclsTest {

    private final KafkaAcls acls = new KafkaAcls(KafkaRights.all(), Map.of());

    @ParameterizedTest
    @CsvSource({
        "TOPIC, LITERAL, coupa.connections",
        "TOPIC, LITERAL, *",
        "TOPIC, PREFIXED, coupa.",
        "GROUP, LITERAL, coupa-bridge.roster.commands",
        "GROUP, PREFIXED, coupa",
        "TRANSACTIONAL_ID, PREFIXED, coupa-bridge.roster.northwind"
    })
    void a_rule_for_everybody_that_concerns_the_services_is_named(ResourceType type, PatternType pattern, String name) {
        assertThat(acls.troubles(List.of(everybodys(type, pattern, name))))
                .filteredOn(trouble -> trouble.startsWith("An access rule is for everybody: User:* may not READ the "))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "TOPIC, LITERAL, orders",
        "TOPIC, PREFIXED, orders.",
        "GROUP, LITERAL, coupa.connections",
        "CLUSTER, LITERAL, x"
    })
    void a_rule_for_everybody_about_something_else_is_none_of_ours(
            ResourceType type, PatternType pattern, String name) {
        assertThat(acls.troubles(List.of(everybodys(type, pattern, name))))
                .allMatch(trouble -> trouble.startsWith("An access rule is missing: "));
    }

    @Test
    void each_rule_that_is_not_there_is_missing() {
        assertThat(acls.troubles(List.of())).hasSize(acls.count());
    }

    private static AclBinding everybodys(ResourceType type, PatternType pattern, String name) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.DENY));
    }
}
