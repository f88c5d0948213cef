package io.coupabridge.publication;

import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.StreamRows.Claimed;
import io.coupabridge.publication.StreamRows.Halted;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Opens publication streams of one ledger, and lets halted ones go on. Thread-safe. */
public final class PublicationStreams implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PublicationStreams.class);
    private static final Duration UNUSED_PRODUCER = Duration.ofMinutes(10);

    private final KafkaClients kafka;
    private final Tools tools;

    /**
     * What all streams of a ledger share.
     *
     * @param numbers the partition whose offsets are the publications' numbers; it is never written to
     * @param groups the group of each
     */
    record Tools(
            StreamDatabase database,
            StreamRows rows,
            StreamLedger ledger,
            Producers producers,
            TopicPartition numbers,
            Function<StreamId, String> groups) {

        String group(StreamId stream) {
            return groups.apply(stream);
        }

        /** @return false when the stream has another owner by now, who knows better */
        boolean halt(StreamId stream, long owner, String reason) {
            return database.inTransaction(() -> {
                boolean halted = rows.halt(stream, owner, reason);
                if (halted) {
                    ledger.halted(stream);
                }
                return halted;
            });
        }
    }

    /**
     * @param numbers the partition whose offsets are the publications' numbers; it is never written to
     * @param prefix of groups and transactional ids
     */
    public PublicationStreams(
            StreamDatabase database, StreamLedger ledger, KafkaClients kafka, TopicPartition numbers, String prefix) {
        this(database, new StreamRows(database, Clock.systemUTC()), ledger, kafka, numbers, prefix);
    }

    PublicationStreams(
            StreamDatabase database,
            StreamRows rows,
            StreamLedger ledger,
            KafkaClients kafka,
            TopicPartition numbers,
            String prefix) {
        this.kafka = kafka;
        ProducerPool producers = new ProducerPool(kafka::transactionalProducer, prefix, UNUSED_PRODUCER);
        this.tools =
                new Tools(database, rows, ledger, producers, numbers, id -> prefix + id.tenant() + "." + id.name());
    }

    /**
     * For a ledger with one stream, whose messages Kafka may refuse one by one.
     *
     * @param numbers the partition whose offsets are the publications' numbers; it is never written to
     * @param group of the stream
     * @param transactionalId of whoever publishes it
     */
    public static PublicationStreams ofOne(
            StreamDatabase database,
            StreamLedger ledger,
            KafkaClients kafka,
            TopicPartition numbers,
            String group,
            String transactionalId) {
        return new PublicationStreams(
                kafka,
                new Tools(
                        database,
                        new StreamRows(database, Clock.systemUTC()),
                        ledger,
                        new OneProducer(kafka::transactionalProducerOfSingles, transactionalId),
                        numbers,
                        id -> group));
    }

    private PublicationStreams(KafkaClients kafka, Tools tools) {
        this.kafka = kafka;
        this.tools = tools;
    }

    /**
     * Takes the stream over from whoever had it and settles its pending publication.
     *
     * @throws StreamLostException when Kafka fails or the stream was taken over meanwhile; try again later
     * @throws StreamHaltedException when the stream is halted or has to be; an operator has to look
     */
    public PublicationStream open(StreamId id) {
        Claimed claimed = claim(id);
        if (claimed.halted() != null) {
            throw new StreamHaltedException(claimed.halted());
        }
        fenceWhoeverPublishes(claimed, tools.group(id));
        Consequence pending = pending(id, claimed);
        PublicationStream stream = new PublicationStream(id, tools, producer(), claimed, pending);
        try {
            settle(stream, claimed);
            return stream;
        } catch (KafkaException | IllegalStateException e) {
            stream.close();
            throw new StreamLostException("Kafka failed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** How many producers wait for a stream. */
    public int idleProducers() {
        return tools.producers().idle();
    }

    @Override
    public void close() {
        tools.producers().close();
    }

    /**
     * Lets a halted stream go on behind the last publication that Kafka or the ledger knows. A pending one is in doubt.
     *
     * @param note what else is stored then, such as who said so
     * @return false when the stream is not halted
     * @throws StreamLostException when Kafka does not say which publication is the last; nothing is changed then
     */
    public boolean rebase(StreamId id, Runnable note) {
        Optional<Halted> halted = tools.rows().standingStill(id);
        if (halted.isEmpty()) {
            return false;
        }
        long published = lastOnKafka(id);
        return tools.database().inTransaction(() -> {
            // another operator may have been faster while Kafka was asked
            boolean unchanged = tools.rows().standingStill(id).equals(halted);
            if (unchanged) {
                tools.rows().rebase(id, behindAll(id, halted.get(), published));
                note.run();
            }
            return unchanged;
        });
    }

    /** Who found the stream halted has fenced its producer before. So the number moves no more. */
    private long lastOnKafka(StreamId id) {
        try {
            return kafka.committedOffset(tools.group(id), tools.numbers()).orElse(0L);
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /** @return the number of the last publication: the next one gets a number that none had before */
    private long behindAll(StreamId id, Halted halted, long published) {
        long last = halted.confirmed();
        if (halted.pending() != null) {
            last++;
            doubt(id, halted.pending(), last);
        }
        if (published > last) {
            last = published;
            tools.ledger().catchUp(id, last);
        }
        return last;
    }

    private void doubt(StreamId id, String pending, long number) {
        Consequence doubtful;
        try {
            doubtful = tools.ledger().read(pending);
        } catch (IllegalStateException e) {
            // it may have said anything
            tools.ledger().catchUp(id, number);
            return;
        }
        tools.ledger().doubt(id, doubtful);
    }

    private Claimed claim(StreamId id) {
        return tools.database().inTransaction(() -> {
            Claimed claimed = tools.rows().claim(id);
            tools.ledger().claimed(id);
            return claimed;
        });
    }

    private StreamProducer producer() {
        try {
            return tools.producers().take();
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private static StreamLostException unreachable(KafkaException e) {
        return new StreamLostException("Kafka cannot be reached: " + e.getMessage(), e);
    }

    /**
     * Ends, for good, what an earlier owner may still be publishing. That a late claimant comes here after the rightful
     * owner does no harm: it is the same producer that both of them found.
     */
    private void fenceWhoeverPublishes(Claimed claimed, String group) {
        try {
            if (claimed.producer() != null) {
                kafka.fence(claimed.producer());
            } else if (claimed.pending() != null) {
                // left by a version that gave each stream a producer with the name of its group
                kafka.fence(group);
            }
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /** @return null when nothing is pending */
    private Consequence pending(StreamId id, Claimed claimed) {
        try {
            return claimed.pending() == null ? null : tools.ledger().read(claimed.pending());
        } catch (IllegalStateException e) {
            String reason = "The pending publication of stream " + id
                    + " cannot be read: it is damaged, or was written by another version. Re-base the stream.";
            tools.halt(id, claimed.owner(), reason);
            throw new StreamHaltedException(reason);
        }
    }

    private void settle(PublicationStream stream, Claimed claimed) {
        String group = tools.group(stream.id());
        Optional<OffsetAndMetadata> place = kafka.committed(group, tools.numbers());
        place.map(OffsetAndMetadata::metadata).ifPresent(stream::found);
        Optional<Long> published = place.map(OffsetAndMetadata::offset);
        if (!claimed.offsetCommitted()) {
            begin(stream, claimed, published);
        } else if (published.isPresent()) {
            stream.recover(published.get());
        } else if (stream.hasPending()) {
            throw stream.halt("Kafka has forgotten which publication was the last one");
        } else {
            // An idle group's offsets expire; without a pending publication the ledger knows the number.
            LOG.infof("Kafka has forgotten the number of idle group %s; writing it anew.", group);
            stream.commitOffset();
        }
    }

    /**
     * Writes the first number.
     *
     * @throws StreamHaltedException when Kafka holds a later one: then the ledger is not the one that published it
     */
    private static void begin(PublicationStream stream, Claimed claimed, Optional<Long> published) {
        Optional<Long> later = published.filter(number -> number > claimed.confirmed());
        if (later.isPresent()) {
            throw stream.halt(later.get());
        }
        stream.commitOffset();
    }
}
