package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Streams that are likely to be opened here again soon, with their producers: making one is most of what opening costs
 * (ADR 17). Nothing is promised by it: whoever takes a stream asks whether it is still his. Thread-safe.
 */
final class KeptStreams implements AutoCloseable {

    private final long mostBytes;
    private final long unusedNanos;
    private final Map<Key, Kept> kept = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kept-streams");
        thread.setDaemon(true);
        return thread;
    });
    private long bytes;
    private boolean closed;

    private record Key(TenantId tenant, String name) {}

    private record Kept(PublicationStream stream, long bytes, long sinceNanos) {}

    /**
     * @param mostBytes what goes beyond it is closed rather than kept: were the oldest closed instead, then of many that take
     *     turns each would be closed just before it is wanted
     * @param unused how long one is kept that nobody takes
     */
    KeptStreams(long mostBytes, Duration unused) {
        this.mostBytes = mostBytes;
        this.unusedNanos = unused.toNanos();
        long look = Math.max(1, unusedNanos / 4);
        timer.scheduleWithFixedDelay(this::closeUnused, look, look, TimeUnit.NANOSECONDS);
    }

    /** Keeps the stream, or closes it. */
    void keep(PublicationStream stream) {
        // of two with one name, one is lost; whoever takes the other one finds out whether it was that
        take(stream.tenant(), stream.name()).ifPresent(PublicationStream::close);
        if (!put(stream)) {
            stream.close();
        }
    }

    private synchronized boolean put(PublicationStream stream) {
        Key key = new Key(stream.tenant(), stream.name());
        Kept more = new Kept(stream, stream.bytesHeld(), System.nanoTime());
        if (closed || bytes + more.bytes() > mostBytes || kept.containsKey(key)) {
            return false;
        }
        bytes += more.bytes();
        kept.put(key, more);
        return true;
    }

    /** The stream if it was kept; it is the caller's from now on. */
    synchronized Optional<PublicationStream> take(TenantId tenant, String name) {
        Optional<Kept> taken = Optional.ofNullable(kept.remove(new Key(tenant, name)));
        taken.ifPresent(one -> bytes -= one.bytes());
        return taken.map(Kept::stream);
    }

    synchronized int size() {
        return kept.size();
    }

    /** Closes all, and from now on whatever is to be kept. */
    @Override
    public void close() {
        timer.shutdownNow();
        List<PublicationStream> all;
        synchronized (this) {
            closed = true;
            all = kept.values().stream().map(Kept::stream).toList();
            kept.clear();
        }
        all.forEach(PublicationStream::close);
    }

    private void closeUnused() {
        List<PublicationStream> unused = new ArrayList<>();
        synchronized (this) {
            Iterator<Kept> oldestFirst = kept.values().iterator();
            while (oldestFirst.hasNext()) {
                Kept oldest = oldestFirst.next();
                if (System.nanoTime() - oldest.sinceNanos() < unusedNanos) {
                    break;
                }
                unused.add(oldest.stream());
                bytes -= oldest.bytes();
                oldestFirst.remove();
            }
        }
        unused.forEach(PublicationStream::close);
    }
}
