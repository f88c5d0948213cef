package io.coupabridge.benchmark.spring;

import static org.springframework.security.oauth2.client.web.client.RequestAttributeClientRegistrationIdResolver.clientRegistrationId;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * As the documentation of Spring teaches it: {@link RestClient} with the OAuth2 interceptor, pages as lists of Java
 * records, one {@link KafkaTemplate#send} per record, every setting at its default.
 *
 * <p>Promises no more than that each record is sent at least once when nothing breaks off.
 */
@Component
@Profile("plain")
final class PlainPeer implements Peer {

    private final RestClient coupa;
    private final KafkaTemplate<String, Object> kafka;
    private final PeerSettings settings;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    PlainPeer(RestClient coupa, KafkaTemplate<String, Object> kafka, PeerSettings settings) {
        this.coupa = coupa;
        this.kafka = kafka;
        this.settings = settings;
    }

    @Override
    public long work() {
        long records = 0;
        long last = 0;
        List<? extends CoupaRecord> page = pageAfter(last);
        while (!page.isEmpty()) {
            page.forEach(this::publish);
            records += page.size();
            last = page.get(page.size() - 1).id();
            page = pageAfter(last);
        }
        kafka.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("A record was not sent.", failure.get());
        }
        return records;
    }

    private List<? extends CoupaRecord> pageAfter(long last) {
        return coupa.get()
                .uri(uri -> uri.path(settings.resource().path())
                        .queryParam("order_by", "id")
                        .queryParam("dir", "asc")
                        .queryParam("id[gt]", last)
                        .queryParam("limit", Resource.PAGE_SIZE)
                        .build())
                .accept(MediaType.APPLICATION_JSON)
                .attributes(clientRegistrationId(CoupaClients.REGISTRATION))
                .retrieve()
                .body(settings.resource().pageType());
    }

    private void publish(CoupaRecord coupaRecord) {
        String key = settings.tenant() + "/" + coupaRecord.id();
        kafka.send(settings.topic(), key, coupaRecord.message(settings.tenant()))
                .whenComplete((sent, thrown) -> {
                    if (thrown != null) {
                        failure.compareAndSet(null, thrown);
                    }
                });
    }
}
