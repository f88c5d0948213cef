package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who reaches a pod, and what a pod reaches. */
class NetworkPolicyTest {

    private static final String PRODUCTION = "values-production.yaml";
    private static final List<String> PRIVATE =
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "100.64.0.0/10");

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void every_pod_reaches_and_is_reached_by_nothing_unless_it_is_allowed(String values) {
        // given
        NetworkPolicy deny = policies(values).stream()
                .filter(policy -> policy.getMetadata().getName().equals("bridge-default-deny"))
                .findFirst()
                .orElseThrow();

        // then
        assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.getSpec().getIngress()).isEmpty();
        assertThat(deny.getSpec().getEgress()).isEmpty();
        List<String> covered =
                deny.getSpec().getPodSelector().getMatchExpressions().get(0).getValues();
        assertThat(deployments(values)).hasSize(Helm.applications(values)).allSatisfy(deployment -> {
            Map<String, String> labels =
                    deployment.getSpec().getTemplate().getMetadata().getLabels();
            assertThat(covered).contains(labels.get("app.kubernetes.io/name"));
            assertThat(labels)
                    .containsAllEntriesOf(deny.getSpec().getPodSelector().getMatchLabels());
        });
    }

    @Test
    void what_migrates_reaches_what_its_service_reaches_and_nothing_else() {
        assertThat(all(PRODUCTION, Job.class)).hasSize(4).allSatisfy(job -> {
            String name = job.getSpec().getTemplate().getMetadata().getLabels().get("app.kubernetes.io/name");
            assertThat(policies(PRODUCTION))
                    .filteredOn(policy -> policy.getSpec().getPodSelector().getMatchExpressions().stream()
                            .anyMatch(one -> one.getValues().contains(name)))
                    .extracting(policy -> policy.getMetadata().getName())
                    .containsExactlyInAnyOrder("bridge-default-deny", "bridge-" + name.replace("-migration", ""));
        });
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_rule_leads_everywhere(String values) {
        assertThat(policies(values))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.getTo()).isNotEmpty();
                    assertThat(rule.getPorts()).isNotEmpty().allMatch(port -> port.getPort() != null);
                });
        assertThat(policies(values))
                .flatExtracting(policy -> policy.getSpec().getIngress())
                .allSatisfy(rule -> {
                    assertThat(rule.getFrom()).isNotEmpty();
                    assertThat(rule.getPorts()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void the_way_to_coupa_leads_to_public_addresses_at_port_443_only(String values) {
        assertThat(policies(values))
                .filteredOn(policy -> policy.getMetadata().getName().endsWith("-service"))
                .hasSize(3)
                .allSatisfy(policy -> assertThat(policy.getSpec().getEgress())
                        .filteredOn(NetworkPolicyTest::isOpen)
                        .singleElement()
                        .satisfies(rule -> {
                            assertThat(rule.getPorts())
                                    .singleElement()
                                    .satisfies(port -> assertThat(port.getPort().getIntVal())
                                            .isEqualTo(443));
                            assertThat(rule.getTo().get(0).getIpBlock().getExcept())
                                    .containsAll(PRIVATE);
                            assertThat(rule.getTo().get(1).getIpBlock().getExcept())
                                    .contains("fc00::/7", "fe80::/10");
                        }));
    }

    private static boolean isOpen(NetworkPolicyEgressRule rule) {
        return rule.getTo().stream()
                .map(NetworkPolicyPeer::getIpBlock)
                .anyMatch(block -> block != null && block.getCidr().endsWith("/0"));
    }

    @ParameterizedTest
    @CsvSource({"bridge-roster-service, 'bridge-roster-db, bridge-budget-db'", "bridge-console, bridge-console-db"})
    void a_service_reaches_its_own_database_and_the_budget_if_it_calls_coupa(String service, String databases) {
        assertThat(policies(PRODUCTION))
                .filteredOn(policy -> policy.getMetadata().getName().equals(service))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(peer -> peer.getPodSelector() == null
                        ? null
                        : peer.getPodSelector().getMatchLabels().get("cnpg.io/cluster"))
                .filteredOn(cluster -> cluster != null)
                .containsExactlyInAnyOrder(databases.split(", "));
    }

    @Test
    void the_console_reaches_the_services_and_webhooks_at_public_addresses() {
        assertThat(egressOfConsole())
                .filteredOn(rule -> isOpen(rule) || reachesServices(rule))
                .extracting(NetworkPolicyTest::ports)
                .containsExactly(List.of(8083, 8082, 8081), List.of(443));
    }

    @Test
    void the_console_reaches_a_server_of_email_where_one_is_named() {
        // given
        String[] mail = {"--set=console.smtp.host=smtp.example.com", "--set=console.smtp.from=bridge@example.com"};
        String inside = "--set=networkPolicy.smtpTo[0].ipBlock.cidr=10.1.2.3/32";

        // then
        assertThat(egressOfConsole()).noneMatch(rule -> ports(rule).contains(587));
        assertThat(egressOfConsole(mail))
                .filteredOn(rule -> ports(rule).contains(587))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(isOpen(rule)).isTrue();
                    assertThat(rule.getTo().get(0).getIpBlock().getExcept()).containsAll(PRIVATE);
                });
        assertThat(egressOfConsole(mail[0], mail[1], inside))
                .filteredOn(rule -> ports(rule).contains(587))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getTo())
                        .extracting(peer -> peer.getIpBlock().getCidr())
                        .containsExactly("10.1.2.3/32"));
    }

    private static List<NetworkPolicyEgressRule> egressOfConsole(String... arguments) {
        return all(PRODUCTION, NetworkPolicy.class, arguments).stream()
                .filter(policy -> policy.getMetadata().getName().equals("bridge-console"))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getEgress();
    }

    private static boolean reachesServices(NetworkPolicyEgressRule rule) {
        return rule.getTo().stream()
                .filter(peer -> peer.getPodSelector() != null)
                .flatMap(peer -> peer.getPodSelector().getMatchExpressions().stream())
                .anyMatch(one -> one.getValues().equals(List.of("expense-service", "roster-service", "token-service")));
    }

    private static List<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "bridge-token-db, 'token-service, token-service-migration'",
        "bridge-roster-db, 'roster-service, roster-service-migration'",
        "bridge-expense-db, 'expense-service, expense-service-migration'",
        "bridge-console-db, 'console, console-migration'",
        "bridge-budget-db, 'expense-service, expense-service-migration, roster-service, roster-service-migration,"
                + " token-service, token-service-migration'"
    })
    void a_database_is_reached_by_who_works_there_by_its_like_and_by_its_operator(String database, String workers) {
        // when
        NetworkPolicySpec policy = policies(PRODUCTION).stream()
                .filter(each -> each.getMetadata().getName().equals(database))
                .findFirst()
                .orElseThrow()
                .getSpec();

        // then
        assertThat(policy.getPodSelector().getMatchLabels()).isEqualTo(Map.of("cnpg.io/cluster", database));
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress");
        assertThat(policy.getIngress())
                .flatExtracting(NetworkPolicyIngressRule::getFrom)
                .extracting(NetworkPolicyTest::named)
                .containsExactly(workers, database, "cnpg-system", "monitoring");
        assertThat(policy.getIngress().get(0).getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(5432);
    }

    /** The one thing by which a peer is chosen, beside the release. */
    private static String named(NetworkPolicyPeer peer) {
        LabelSelector selector = peer.getPodSelector() == null ? peer.getNamespaceSelector() : peer.getPodSelector();
        return selector.getMatchExpressions().isEmpty()
                ? String.join(", ", selector.getMatchLabels().values())
                : String.join(", ", selector.getMatchExpressions().get(0).getValues());
    }

    @Test
    void a_service_reaches_the_ports_of_all_brokers_that_are_named() {
        assertThat(all(
                        "values-external.yaml",
                        NetworkPolicy.class,
                        "--set=kafka.bootstrapServers=one:9092\\,two:9092\\,three:19092"))
                .filteredOn(policy -> policy.getMetadata().getName().equals("bridge-roster-service"))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .filteredOn(rule -> rule.getTo().stream()
                        .anyMatch(peer -> peer.getIpBlock() != null
                                && peer.getIpBlock().getCidr().equals("10.20.0.0/24")))
                .flatExtracting(NetworkPolicyEgressRule::getPorts)
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(9092, 19092);
    }

    @Test
    void metrics_are_for_those_who_monitor_and_the_api_for_those_who_call() {
        assertThat(policies(PRODUCTION))
                .filteredOn(policy -> policy.getMetadata().getName().endsWith("-service"))
                .hasSize(3)
                .allSatisfy(policy -> assertThat(callers(policy))
                        .containsExactly("ingress-nginx http", "console, bridge http", "monitoring management"));
    }

    @Test
    void the_pages_of_the_console_are_for_those_who_come_by_the_ingress() {
        assertThat(policies(PRODUCTION))
                .filteredOn(policy -> policy.getMetadata().getName().equals("bridge-console"))
                .singleElement()
                .satisfies(policy ->
                        assertThat(callers(policy)).containsExactly("ingress-nginx http", "monitoring management"));
    }

    private static List<String> callers(NetworkPolicy policy) {
        return policy.getSpec().getIngress().stream()
                .map(rule -> named(rule.getFrom().get(0)) + " "
                        + rule.getPorts().get(0).getPort().getStrVal())
                .toList();
    }

    @Test
    void the_ingress_leads_to_the_api_to_pages_alone_and_by_tls() {
        // when
        List<Ingress> ingresses = all(PRODUCTION, Ingress.class);

        // then
        assertThat(ingresses).hasSize(6).allSatisfy(ingress -> {
            assertThat(ingress.getSpec().getRules()).singleElement().satisfies(rule -> {
                assertThat(rule.getHttp().getPaths())
                        .extracting(HTTPIngressPath::getPath)
                        .containsExactly(
                                switch (ingress.getMetadata().getName()) {
                                    case "bridge-token-service-connect" -> "/connect";
                                    case "bridge-console" -> "/";
                                    case "bridge-console-mailboxes" -> "/mailboxes";
                                    default -> "/api/v1";
                                });
                assertThat(rule.getHttp().getPaths())
                        .allSatisfy(path -> assertThat(
                                        path.getBackend().getService().getPort().getName())
                                .isEqualTo("http"));
                assertThat(ingress.getSpec().getTls().get(0).getHosts()).containsExactly(rule.getHost());
            });
            assertThat(ingress.getSpec().getTls().get(0).getSecretName()).isNotBlank();
        });
        assertThat(ingresses)
                .extracting(ingress -> ingress.getSpec().getTls().get(0).getSecretName())
                .as("one of each host")
                .hasSize(6)
                .satisfies(secrets -> assertThat(Set.copyOf(secrets)).hasSize(4));
    }

    @Test
    void no_access_log_holds_a_link_that_opens_a_page() {
        // given
        String quiet = "nginx.ingress.kubernetes.io/enable-access-log";

        // when
        List<Ingress> ingresses = all(PRODUCTION, Ingress.class);

        // then
        assertThat(ingresses).allSatisfy(ingress -> {
            String name = ingress.getMetadata().getName();
            boolean opens = name.endsWith("-connect") || name.endsWith("-mailboxes");
            assertThat(ingress.getMetadata().getAnnotations())
                    .containsExactly(
                            opens
                                    ? Map.entry(quiet, "false")
                                    : Map.entry("cert-manager.io/cluster-issuer", "letsencrypt"));
        });
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_service_of_kubernetes_leads_to_health_and_metrics(String values) {
        assertThat(Helm.render(values))
                .filteredOn(object -> object.kind().equals("Service"))
                .hasSize(Helm.applications(values))
                .allMatch(object -> object.content().at("/spec/ports").size() == 1)
                .allMatch(object ->
                        object.content().at("/spec/ports/0/targetPort").asText().equals("http"));
    }

    private static List<NetworkPolicy> policies(String values) {
        return all(values, NetworkPolicy.class);
    }

    private static List<Deployment> deployments(String values) {
        return all(values, Deployment.class);
    }

    private static <T> List<T> all(String values, Class<T> type, String... arguments) {
        return Helm.render(values, arguments).stream()
                .filter(object -> object.kind().equals(type.getSimpleName()))
                .map(object -> KnownTypes.as(object, type))
                .toList();
    }
}
