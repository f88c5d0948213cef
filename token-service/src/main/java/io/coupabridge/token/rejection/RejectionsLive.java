package io.coupabridge.token.rejection;

import io.coupabridge.edge.health.ChannelLiveness;
import io.coupabridge.edge.health.ChannelPolling;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.Liveness;

/** Whether rejected tokens can still be read without a restart. */
@Liveness
@Singleton
class RejectionsLive extends ChannelLiveness {

    RejectionsLive(KafkaClientService clients) {
        super(RejectionConsumer.CHANNEL, new ChannelPolling(clients, RejectionConsumer.CHANNEL));
    }
}
