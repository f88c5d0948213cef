package io.coupabridge.runtime.command;

import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.message.Messages;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What Kafka knows of the group that takes the roster's commands, and what it lets the group do. */
final class GroupProbe implements AutoCloseable {

    static final String GROUP = "coupa-bridge.roster.commands";
    static final Topic TOPIC = ApplicationRoster.TASK.commandTopic();

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Admin admin;

    GroupProbe(String bootstrapServers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** The id of the member that has all partitions, when there is one. */
    String onlyMember() {
        await().atMost(SOON).until(() -> partitionsOfMembers().equals(List.of(TOPIC.partitions())));
        return members().iterator().next().consumerId();
    }

    List<Integer> partitionsOfMembers() {
        return members().stream()
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    /** None as long as there is no such group. */
    Collection<MemberDescription> members() {
        return answer(() -> {
            try {
                return admin.describeConsumerGroups(List.of(GROUP))
                        .describedGroups()
                        .get(GROUP)
                        .get(30, TimeUnit.SECONDS)
                        .members();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupIdNotFoundException) {
                    return List.of();
                }
                throw e;
            }
        });
    }

    long committed(TenantId ofTenant) {
        return answer(() -> admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .get(partition(ofTenant))
                .offset());
    }

    long end(TenantId ofTenant) {
        TopicPartition partition = partition(ofTenant);
        return answer(() -> admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get(30, TimeUnit.SECONDS)
                .offset());
    }

    /** Takes from everybody the right to read as the group. */
    void denyGroup() {
        create(acl(ResourceType.GROUP, GROUP, AclOperation.READ, AclPermissionType.DENY));
    }

    /** Takes from everybody the right to read the topic; they still see it, and send to it. */
    void denyTopic() {
        create(
                acl(ResourceType.TOPIC, TOPIC.topicName(), AclOperation.READ, AclPermissionType.DENY),
                acl(ResourceType.TOPIC, TOPIC.topicName(), AclOperation.WRITE, AclPermissionType.ALLOW),
                acl(ResourceType.TOPIC, TOPIC.topicName(), AclOperation.DESCRIBE, AclPermissionType.ALLOW));
    }

    /** Takes from everybody the right to know of the topic. */
    void denyDescription() {
        create(acl(ResourceType.TOPIC, TOPIC.topicName(), AclOperation.DESCRIBE, AclPermissionType.DENY));
    }

    void allowEverything() {
        answer(() -> admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get(30, TimeUnit.SECONDS));
    }

    static TopicPartition partition(TenantId ofTenant) {
        return new TopicPartition(TOPIC.topicName(), Messages.partition(ofTenant, TOPIC));
    }

    @Override
    public void close() {
        admin.close();
    }

    private void create(AclBinding... bindings) {
        answer(() -> admin.createAcls(List.of(bindings)).all().get(30, TimeUnit.SECONDS));
    }

    private static AclBinding acl(
            ResourceType type, String name, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", operation, permission));
    }

    private static <T> T answer(Callable<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
