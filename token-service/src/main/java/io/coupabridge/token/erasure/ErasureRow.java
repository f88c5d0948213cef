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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An erasure that goes on. */
@Entity
@Table(name = "erasure")
class ErasureRow {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

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

    void add(List<ErasedTopic> more) {
        List<ErasedTopic> all = new ArrayList<>(topics());
        more.stream()
                .filter(topic -> all.stream().noneMatch(known -> known.topic().equals(topic.topic())))
                .forEach(all::add);
        try {
            topics = JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An erased topic has no JSON form.", e);
        }
    }
}
