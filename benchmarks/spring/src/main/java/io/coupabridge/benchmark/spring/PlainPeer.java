package io.coupabridge.benchmark.spring;

import static org.springframework.security.oauth2.client.web.client.RequestAttributeClientRegistrationIdResolver.clientRegistrationId;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.context.annotation.Profile;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

/**
 * As the documentation of Spring teaches it: {@link RestClient} with the OAuth2 interceptor, pages as lists of Java
 * records, one {@link KafkaTemplate#send} per record, every setting at its default. The reports of expense lines are read
 * before, into a map.
 *
 * <p>Promises no more than that each record is sent at least once when nothing breaks off.
 */
@Component
@Profile("plain")
final class PlainPeer implements Peer {

    private final RestClient coupa;
    private final KafkaTemplate<String, Object> kafka;
    private final PeerSettings settings;
    private final ReportStatuses reports = new ReportStatuses();
    private final EventHeaders headers;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    PlainPeer(RestClient coupa, KafkaTemplate<String, Object> kafka, PeerSettings settings) {
        this.coupa = coupa;
        this.kafka = kafka;
        this.settings = settings;
        this.headers = new EventHeaders(settings.resource(), settings.tenant());
    }

    @Override
    public long work() {
        Resource resource = settings.resource();
        if (resource == Resource.EXPENSE_LINES) {
            MultiValueMap<String, String> recent = MultiValueMap.fromSingleValue(Map.of(
                    CoupaExpenseReport.UPDATED_SINCE,
                    CoupaExpenseReport.firstDay().toString()));
            read(CoupaExpenseReport.PATH, recent, CoupaExpenseReport.PAGE, page -> page.forEach(reports::take));
        }
        Run run = new Run();
        long records = read(
                resource.path(),
                new LinkedMultiValueMap<>(),
                resource.pageType(),
                page -> publish(page, run.nextPage()));
        kafka.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("A record was not sent.", failure.get());
        }
        return records;
    }

    private <T extends Identified> long read(
            String path,
            MultiValueMap<String, String> conditions,
            ParameterizedTypeReference<? extends List<? extends T>> pageType,
            Consumer<List<? extends T>> each) {
        long records = 0;
        List<? extends T> page = pageAfter(0, path, conditions, pageType);
        while (!page.isEmpty()) {
            each.accept(page);
            records += page.size();
            page = pageAfter(page.get(page.size() - 1).id(), path, conditions, pageType);
        }
        return records;
    }

    private <T> List<? extends T> pageAfter(
            long last,
            String path,
            MultiValueMap<String, String> conditions,
            ParameterizedTypeReference<? extends List<? extends T>> pageType) {
        return coupa.get()
                .uri(uri -> uri.path(path)
                        .queryParams(conditions)
                        .queryParam("order_by", "id")
                        .queryParam("dir", "asc")
                        .queryParam("id[gt]", last)
                        .queryParam("limit", Resource.PAGE_SIZE)
                        .build())
                .accept(MediaType.APPLICATION_JSON)
                .attributes(clientRegistrationId(CoupaClients.REGISTRATION))
                .retrieve()
                .body(pageType);
    }

    private void publish(List<? extends CoupaRecord> page, Publication publication) {
        page.forEach(coupaRecord -> publish(coupaRecord, publication));
    }

    private void publish(CoupaRecord coupaRecord, Publication publication) {
        String key = settings.tenant() + "/" + coupaRecord.id();
        PeerMessage message = coupaRecord.message(settings.tenant(), reports);
        ProducerRecord<String, Object> event = new ProducerRecord<>(settings.topic(), key, message);
        headers.of(coupaRecord.id(), Entry.FIRST, publication)
                .forEach(header -> event.headers().add(header));
        kafka.send(event).whenComplete((sent, thrown) -> {
            if (thrown != null) {
                failure.compareAndSet(null, thrown);
            }
        });
    }
}
