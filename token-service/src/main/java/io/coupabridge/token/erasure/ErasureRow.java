package io.coupabridge.token.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.coupabridge.contracts.ErasedTopic;
import io.coupabridge.contracts.Task;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An erasure that goes on. */
@Entity
@Table(name = "erasure")
class ErasureRow {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private static final Comparator<ErasedTopic> LATEST =
            Comparator.comparing(ErasedTopic::goneBy, Comparator.nullsLast(Comparator.naturalOrder()));

    @Id
    String tenant;

    long version;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "waits_for")
    String waitsFor;

    String topics;

    List<Task> waitsFor() {
        return Stream.of(waitsFor.split(","))
                .flatMap(name -> Task.find(name).stream())
                .toList();
    }

    void waitFor(Collection<Task> tasks) {
        waitsFor = tasks.stream().map(Task::name).collect(Collectors.joining(","));
    }

    List<ErasedTopic> topics() {
        try {
            return JSON.readValue(topics, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The topics of the erasure of " + tenant + " cannot be read.", e);
        }
    }

    /** Of a topic that several tell of, the latest time counts, and none is later than all. */
    void add(List<ErasedTopic> more) {
        Map<String, ErasedTopic> all = new LinkedHashMap<>();
        Stream.concat(topics().stream(), more.stream())
                .forEach(topic ->
                        all.merge(topic.topic(), topic, (one, other) -> LATEST.compare(one, other) >= 0 ? one : other));
        try {
            topics = JSON.writeValueAsString(all.values());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An erased topic has no JSON form.", e);
        }
    }
}
