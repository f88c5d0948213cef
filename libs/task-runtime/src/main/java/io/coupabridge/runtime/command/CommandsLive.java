package io.coupabridge.runtime.command;

import io.coupabridge.edge.health.ChannelLiveness;
import io.coupabridge.edge.health.ChannelPolling;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.Liveness;

/** Whether commands can still be taken without a restart. Before the start the channel does not read, and is alive. */
@Liveness
@Singleton
class CommandsLive extends ChannelLiveness {

    CommandsLive(KafkaClientService clients) {
        super(CommandConsumer.CHANNEL, new ChannelPolling(clients, CommandConsumer.CHANNEL));
    }
}
