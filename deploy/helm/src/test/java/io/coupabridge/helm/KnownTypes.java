package io.coupabridge.helm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Every type that the chart may render, with all of its fields. An object with a field that its type does not have, or with
 * a value of another type, is found out; what only an API server or an operator would refuse is not.
 */
final class KnownTypes {

    private static final Map<String, Class<?>> MODELS = Map.ofEntries(
            Map.entry("v1_ServiceAccount", ServiceAccount.class),
            Map.entry("v1_ConfigMap", ConfigMap.class),
            Map.entry("v1_Service", Service.class),
            Map.entry("apps_v1_Deployment", Deployment.class),
            Map.entry("batch_v1_Job", Job.class),
            Map.entry("policy_v1_PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("networking.k8s.io_v1_NetworkPolicy", NetworkPolicy.class),
            Map.entry("networking.k8s.io_v1_Ingress", Ingress.class),
            Map.entry("monitoring.coreos.com_v1_PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com_v1_PrometheusRule", PrometheusRule.class),
            Map.entry("kafka.strimzi.io_v1_KafkaTopic", KafkaTopic.class),
            Map.entry("kafka.strimzi.io_v1_KafkaUser", KafkaUser.class));

    /** The models keep fields that they do not know, unless nobody tells Jackson where. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private KnownTypes() {}

    /** What is wrong with an object, in words; empty when nothing is. */
    static List<String> faults(Manifest manifest) {
        if (MODELS.containsKey(manifest.type())) {
            return faults(manifest, manifest.content(), MODELS.get(manifest.type()));
        }
        List<String> faults = faults(manifest, manifest.content().path("metadata"), ObjectMeta.class);
        return faults.isEmpty() ? ofSchema(manifest) : faults;
    }

    /** An object as its type. */
    static <T> T as(Manifest manifest, Class<T> type) {
        try {
            return STRICT.treeToValue(manifest.content(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> faults(Manifest manifest, JsonNode content, Class<?> type) {
        try {
            STRICT.treeToValue(content, type);
            return List.of();
        } catch (IOException e) {
            return List.of(manifest + ": " + e.getMessage());
        }
    }

    private static List<String> ofSchema(Manifest manifest) {
        TreeSet<String> others = new TreeSet<>();
        manifest.content().fieldNames().forEachRemaining(others::add);
        others.removeAll(List.of("apiVersion", "kind", "metadata", "spec"));
        if (!others.isEmpty()) {
            return List.of(manifest + " has the unknown fields " + others + ".");
        }
        return schema(manifest).validate(manifest.content().path("spec")).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> manifest + ": " + message)
                .toList();
    }

    private static JsonSchema schema(Manifest manifest) {
        String file = "/schemas/" + manifest.type() + ".json";
        try (InputStream schema = KnownTypes.class.getResourceAsStream(file)) {
            if (schema == null) {
                throw new IllegalArgumentException("There is no " + file + ", and no model of " + manifest + ".");
            }
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
