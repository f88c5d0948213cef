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
 * <p>The JDK's client cannot be told to which address it shall connect, so the address is checked but not pinned. What
 * stands between the check and the connection: the JVM keeps an answer for 30 seconds ({@code networkaddress.cache.ttl}),
 * so the client sees the one that was checked unless it expires in that very moment; and a server behind a rebound name
 * has no certificate for it, so TLS ends before the token is sent.
 */
final class HostCheck {

    private final Executor executor;
    private final ConcurrentMap<String, CompletableFuture<Void>> lookups = new ConcurrentHashMap<>();

    HostCheck(Executor executor) {
        this.executor = executor;
    }

    /** Completes exceptionally with an {@link UnavailableException} when the host must not or cannot be reached. */
    CompletableFuture<Void> check(String host) {
        CompletableFuture<Void> lookup = new CompletableFuture<>();
        CompletableFuture<Void> running = lookups.putIfAbsent(host, lookup);
        if (running != null) {
            return running;
        }
        lookup.whenComplete((done, failure) -> lookups.remove(host, lookup));
        try {
            executor.execute(() -> lookUp(host, lookup));
        } catch (RuntimeException rejected) {
            lookup.completeExceptionally(rejected);
        }
        return lookup;
    }

    private static void lookUp(String host, CompletableFuture<Void> lookup) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            if (Arrays.stream(addresses).allMatch(PublicAddress::is)) {
                lookup.complete(null);
            } else {
                lookup.completeExceptionally(new UnavailableException(
                        Kind.ADDRESS_NOT_PUBLIC,
                        "The name " + host + " leads to an address that is not on the public internet, so nothing was"
                                + " sent there. Check the address of the Coupa instance."));
            }
        } catch (UnknownHostException e) {
            lookup.completeExceptionally(TransportFailure.of(host, e));
        } catch (Throwable e) {
            lookup.completeExceptionally(e);
        }
    }
}
