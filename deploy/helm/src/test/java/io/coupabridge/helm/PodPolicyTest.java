package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pod of the chart, whatever the values: Kubernetes' level "restricted", and our own rules. */
class PodPolicyTest {

    private static final Path SETTINGS =
            Path.of("../../libs/service-edge/src/main/resources/META-INF/microprofile-config.properties");

    /** The two waits of a scheduler, in seconds. */
    private static final int HANDING_BACK = 5;

    private static final int CLOSING = 15;
    private static final BigDecimal MOST_MEMORY = new BigDecimal("640000000");

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void every_pod_meets_the_pod_security_level_restricted(String values) {
        assertThat(allPods(values))
                .hasSizeGreaterThanOrEqualTo(Helm.applications(values))
                .allSatisfy(pod -> {
                    PodSecurityContext all = pod.getSecurityContext();
                    assertThat(all.getRunAsNonRoot()).isTrue();
                    assertThat(all.getRunAsUser()).isPositive();
                    assertThat(all.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
                    assertThat(Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()))
                            .allMatch(host -> !Boolean.TRUE.equals(host));
                    assertThat(pod.getInitContainers()).isEmpty();
                    assertThat(pod.getVolumes())
                            .allMatch(PodPolicyTest::isAllowed, "is an emptyDir, a secret, a ConfigMap or projected");
                    SecurityContext own = container(pod).getSecurityContext();
                    assertThat(own.getAllowPrivilegeEscalation()).isFalse();
                    assertThat(own.getPrivileged()).isNull();
                    assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
                    assertThat(own.getCapabilities().getAdd()).isEmpty();
                    assertThat(own.getRunAsUser()).isNull();
                });
    }

    private static boolean isAllowed(Volume volume) {
        return Stream.of(volume.getEmptyDir(), volume.getSecret(), volume.getConfigMap(), volume.getProjected())
                        .filter(source -> source != null)
                        .count()
                == 1;
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_pod_can_write_but_to_its_own_small_directory(String values) {
        assertThat(allPods(values)).allSatisfy(pod -> {
            assertThat(container(pod).getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container(pod).getVolumeMounts())
                    .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                    .singleElement()
                    .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
            assertThat(pod.getVolumes())
                    .filteredOn(volume -> volume.getEmptyDir() != null)
                    .allMatch(volume -> volume.getEmptyDir().getSizeLimit() != null);
        });
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_pod_can_speak_to_kubernetes(String values) {
        assertThat(allPods(values))
                .allMatch(pod -> Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()))
                .allMatch(pod -> all(values, ServiceAccount.class).stream()
                        .anyMatch(account -> account.getMetadata().getName().equals(pod.getServiceAccountName())
                                && Boolean.FALSE.equals(account.getAutomountServiceAccountToken())));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void every_pod_has_a_bound_of_memory_and_says_what_it_needs(String values) {
        assertThat(allPods(values)).allSatisfy(pod -> {
            Container container = container(pod);
            assertThat(amount(container.getResources().getLimits().get("memory")))
                    .isLessThanOrEqualTo(MOST_MEMORY);
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        });
    }

    private static BigDecimal amount(Quantity quantity) {
        return quantity.getNumericalAmount();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void every_image_has_a_version(String values) {
        assertThat(allPods(values))
                .extracting(pod -> container(pod).getImage())
                .allMatch(image -> image.matches(".+/([a-z-]+-service|console):.+"))
                .noneMatch(image -> image.endsWith(":latest"));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void every_pod_is_asked_at_its_management_port(String values) {
        assertThat(pods(values)).allSatisfy(pod -> {
            Container container = container(pod);
            assertThat(asked(container.getStartupProbe())).isEqualTo("/q/health/live");
            assertThat(asked(container.getLivenessProbe())).isEqualTo("/q/health/live");
            assertThat(asked(container.getReadinessProbe())).isEqualTo("/q/health/ready");
            assertThat(container.getStartupProbe().getPeriodSeconds()
                            * container.getStartupProbe().getFailureThreshold())
                    .as("seconds for a start")
                    .isGreaterThanOrEqualTo(60);
        });
    }

    private static String asked(Probe probe) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
        return probe.getHttpGet().getPath();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void a_pod_that_ends_has_time_to_settle_what_is_under_way(String values) {
        assertThat(pods(values)).allSatisfy(pod -> {
            // it goes on answering for quarkus.shutdown.delay: nothing has to wait before SIGTERM
            assertThat(container(pod).getLifecycle()).isNull();
            assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(shortestGrace());
        });
    }

    @Test
    void a_period_that_is_shorter_is_refused() {
        String values = Helm.valuesFiles().findFirst().orElseThrow();
        assertThat(Helm.template(values, "--set=terminationGracePeriodSeconds=" + (shortestGrace() - 1))
                        .code())
                .isNotZero();
        assertThat(Helm.template(values, "--set=terminationGracePeriodSeconds=" + shortestGrace())
                        .code())
                .isZero();
    }

    /** What handing back, answering and ending take at most, and what the clients need to close, in seconds. */
    private static int shortestGrace() {
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(SETTINGS)) {
            settings.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HANDING_BACK + seconds(settings, "delay") + seconds(settings, "timeout") + CLOSING;
    }

    private static int seconds(Properties settings, String name) {
        return Integer.parseInt(settings.getProperty("quarkus.shutdown." + name).replace("s", ""));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void an_update_or_an_emptied_node_never_takes_more_than_one_pod(String values) {
        assertThat(all(values, Deployment.class)).allSatisfy(deployment -> {
            assertThat(deployment
                            .getSpec()
                            .getStrategy()
                            .getRollingUpdate()
                            .getMaxUnavailable()
                            .getIntVal())
                    .isZero();
            assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                    .isNotEmpty();
            assertThat(all(values, PodDisruptionBudget.class))
                    .filteredOn(budget -> budget.getSpec()
                            .getSelector()
                            .equals(deployment.getSpec().getSelector()))
                    .singleElement()
                    .satisfies(budget -> assertThat(
                                    budget.getSpec().getMaxUnavailable().getIntVal())
                            .isEqualTo(1));
        });
    }

    /** Those that migrate too. */
    private static List<PodSpec> allPods(String values) {
        return Stream.concat(
                        pods(values).stream(),
                        all(values, Job.class).stream()
                                .map(job -> job.getSpec().getTemplate().getSpec()))
                .toList();
    }

    private static List<PodSpec> pods(String values) {
        return all(values, Deployment.class).stream()
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .toList();
    }

    private static Container container(PodSpec pod) {
        assertThat(pod.getContainers()).hasSize(1);
        return pod.getContainers().get(0);
    }

    private static <T> List<T> all(String values, Class<T> type) {
        return Helm.render(values).stream()
                .filter(object -> object.kind().equals(type.getSimpleName()))
                .map(object -> KnownTypes.as(object, type))
                .toList();
    }
}
