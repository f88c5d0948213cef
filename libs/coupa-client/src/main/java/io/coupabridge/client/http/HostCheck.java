package io.coupabridge.client.http;

import io.coupabridge.client.address.PublicAddress;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/**
 * Resolves a host before a request and refuses it when any of its addresses is not on the public internet. Looks a host
 * up once at a time, so that a name server which hangs for one host holds one thread.
 *
 * <p>The request goes to the address that was checked and to no other, so a name that leads elsewhere a moment later
 * changes nothing.
 */
final class HostCheck {

    private final Executor executor;
    private final ConcurrentMap<String, CompletableFuture<InetAddress>> lookups = new ConcurrentHashMap<>();

    HostCheck(Executor executor) {
        this.executor = executor;
    }

    /**
     * @return the address to connect to; completes exceptionally with an {@link UnavailableException} when the host must
     *     not or cannot be reached
     */
    CompletableFuture<InetAddress> check(String host) {
        CompletableFuture<InetAddress> lookup = new CompletableFuture<>();
        CompletableFuture<InetAddress> running = lookups.putIfAbsent(host, lookup);
        if (running != null) {
            return running;
        }
        lookup.whenComplete((address, failure) -> lookups.remove(host, lookup));
        try {
            executor.execute(() -> lookUp(host, lookup));
        } catch (RuntimeException | Error notStarted) {
            // an Error too: whoever asks for this host later would wait for it as well
            lookup.completeExceptionally(notStarted);
        }
        return lookup;
    }

    private static void lookUp(String host, CompletableFuture<InetAddress> lookup) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            if (Arrays.stream(addresses).allMatch(PublicAddress::is)) {
                lookup.complete(addresses[0]);
            } else {
                lookup.completeExceptionally(new UnavailableException(
                        Kind.ADDRESS_NOT_PUBLIC,
                        "The name " + host + " leads to an address that is not on the public internet, so nothing was"
                                + " sent there. Check the address of the Coupa instance."));
            }
        } catch (UnknownHostException e) {
            lookup.completeExceptionally(TransportFailure.hostNotFound(host));
        } catch (Throwable e) {
            lookup.completeExceptionally(e);
        }
    }
}
