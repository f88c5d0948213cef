package io.coupabridge.runtime.replay;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What lies on one topic, and how it is brought back. Used by one thread, for one replay. */
interface Letters {

    /** What a message shows at a glance; its id and what stands against a replay are looked up later. Never fails. */
    Letter look(ConsumerRecord<byte[], byte[]> message);

    /**
     * Brings a message back, now or at the {@link #end}, if nothing stands against it.
     *
     * @param letter what {@link #look} made of it
     * @return the letter with its id and obstacle
     */
    Letter bringBack(Letter letter, ConsumerRecord<byte[], byte[]> message);

    /** Brings back what is brought back together; the reads that do it. */
    default List<Reread> end() {
        return List.of();
    }
}
