package io.coupabridge.runtime;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Stands in for token-service where runs have tokens rejected: gives each tenant the next version of its token when the
 * current one is rejected, and counts. Thread-safe.
 */
final class TokenDesk implements AutoCloseable {

    private final String bootstrapServers;
    private final Map<TenantId, LongConsumer> issuers = new ConcurrentHashMap<>();
    private final Map<TenantId, Integer> rejections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private TokenDesk(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    static TokenDesk open(String bootstrapServers) {
        TokenDesk desk = new TokenDesk(bootstrapServers);
        Thread thread = new Thread(desk::serve, "token-desk");
        thread.setDaemon(true);
        thread.start();
        return desk;
    }

    /** From now on the tenant's rejected tokens are replaced. @param issuer publishes a token of that version */
    void serve(TenantId tenant, LongConsumer issuer) {
        issuers.put(tenant, issuer);
    }

    int rejections(TenantId tenant) {
        return rejections.getOrDefault(tenant, 0);
    }

    private void serve() {
        try (TopicReader reader = TopicReader.open(bootstrapServers, Topic.TOKEN_REJECTIONS)) {
            while (!closed) {
                List<TopicRecord> news = reader.readOn(Duration.ofMillis(100));
                news.stream().map(record -> record.as(TokenRejected.class)).forEach(this::replace);
            }
        }
    }

    private void replace(TokenRejected rejected) {
        LongConsumer issuer = issuers.get(rejected.tenantId());
        if (issuer != null) {
            rejections.merge(rejected.tenantId(), 1, Integer::sum);
            issuer.accept(rejected.tokenVersion() + 1);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
