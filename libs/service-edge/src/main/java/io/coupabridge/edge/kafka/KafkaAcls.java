package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.KafkaRight;
import io.coupabridge.contracts.KafkaRights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** The access rules of all services, by which a broker lets each do what it must and nothing else. */
final class KafkaAcls {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final String ANY_HOST = "*";
    private static final String EVERYBODY = "User:*";
    private static final String ANY_NAME = "*";

    private final Map<String, String> principals = new TreeMap<>();
    private final Set<AclBinding> wanted = new HashSet<>();
    private final List<AclBinding> inOrder = new ArrayList<>();

    /**
     * @param named principals by their service, of those that are not called {@code User:} and the service's name
     * @throws IllegalArgumentException when there is no such service
     */
    KafkaAcls(Collection<KafkaRights> services, Map<String, String> named) {
        services.forEach(rights -> principals.put(rights.service(), "User:" + rights.service()));
        named.forEach((service, principal) -> {
            if (principals.replace(service, principal) == null) {
                throw new IllegalArgumentException(
                        "No service is called " + service + ". There are " + principals.keySet() + ".");
            }
        });
        for (KafkaRights rights : services) {
            rights.rights().forEach(right -> inOrder.add(acl(principals.get(rights.service()), right)));
        }
        wanted.addAll(inOrder);
    }

    private static AclBinding acl(String principal, KafkaRight right) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.valueOf(right.resource().name()),
                        right.name(),
                        right.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        principal,
                        ANY_HOST,
                        AclOperation.valueOf(right.operation().name()),
                        AclPermissionType.ALLOW));
    }

    int count() {
        return inOrder.size();
    }

    /** The arguments of {@code kafka-acls.sh} that make each. */
    List<String> arguments() {
        return inOrder.stream()
                .map(acl -> "--add --allow-principal '" + acl.entry().principal() + "' --operation "
                        + SecurityUtils.operationName(acl.entry().operation()) + " --resource-pattern-type "
                        + acl.pattern().patternType() + " "
                        + switch (acl.pattern().resourceType()) {
                            case TOPIC -> "--topic ";
                            case GROUP -> "--group ";
                            default -> "--transactional-id ";
                        }
                        + acl.pattern().name())
                .toList();
    }

    /**
     * @return those that were missing, in words
     * @throws KafkaException when Kafka does not answer or refuses, or has no authorizer
     */
    List<String> createMissing(Admin admin) {
        List<AclBinding> missing = missing(there(admin));
        answer(admin.createAcls(missing).all());
        // a broker tells of new rules a moment after another has made them
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!missing(there(admin)).isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return missing.stream().map(KafkaAcls::words).toList();
    }

    /**
     * What is missing, what these principals may do beside it, and what everybody may do or not with the same topics, groups
     * and ids, in words; empty when all is as it should be.
     *
     * @throws KafkaException when Kafka does not answer or refuses, or has no authorizer
     */
    List<String> troubles(Admin admin) {
        return troubles(there(admin));
    }

    List<String> troubles(Collection<AclBinding> there) {
        List<String> troubles = new ArrayList<>();
        missing(there).forEach(acl -> troubles.add("An access rule is missing: " + words(acl) + "."));
        there.stream()
                .filter(acl -> principals.containsValue(acl.entry().principal()) && !wanted.contains(acl))
                .map(acl -> "An access rule is none of Coupa Bridge: " + words(acl) + ".")
                .sorted()
                .forEach(troubles::add);
        there.stream()
                .filter(acl -> acl.entry().principal().equals(EVERYBODY) && !wanted.contains(acl))
                .filter(acl -> inOrder.stream().anyMatch(ours -> concerns(acl.pattern(), ours.pattern())))
                .map(acl -> "An access rule is for everybody: " + words(acl) + ".")
                .sorted()
                .forEach(troubles::add);
        return troubles;
    }

    private static boolean concerns(ResourcePattern theirs, ResourcePattern ours) {
        if (theirs.resourceType() != ours.resourceType()) {
            return false;
        }
        return theirs.name().equals(ours.name())
                || theirs.patternType() == PatternType.LITERAL && theirs.name().equals(ANY_NAME)
                || theirs.patternType() == PatternType.PREFIXED && ours.name().startsWith(theirs.name())
                || ours.patternType() == PatternType.PREFIXED && theirs.name().startsWith(ours.name());
    }

    private List<AclBinding> missing(Collection<AclBinding> there) {
        Set<AclBinding> has = new HashSet<>(there);
        return inOrder.stream().filter(acl -> !has.contains(acl)).toList();
    }

    private static Collection<AclBinding> there(Admin admin) {
        return answer(admin.describeAcls(AclBindingFilter.ANY).values());
    }

    private static String words(AclBinding acl) {
        return acl.entry().principal() + " "
                + (acl.entry().permissionType() == AclPermissionType.ALLOW ? "may " : "may not ")
                + acl.entry().operation() + " the "
                + acl.pattern().resourceType().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
                + acl.pattern().name() + (acl.pattern().patternType() == PatternType.PREFIXED ? "*" : "");
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("Kafka does not answer in " + PATIENCE.toSeconds() + " s.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
