package io.coupabridge.edge.address;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.PublicAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The address that a request goes to which carries a secret or a tenant's data: resolved once, refused when it is not on the public internet, and then the one that
 * is connected to, so that a name cannot lead elsewhere between check and use (coupa-api §1, rule 3). The system's
 * resolver can neither be bounded nor interrupted, so it works in threads of its own, of which a bounded number may hang.
 */
@Singleton
public class PinnedAddress {

    private static final int MOST_LOOK_UPS = 100;
    private static final long IDLE_SECONDS = 10;

    private final BaseUrlRules rules;
    private final Resolver resolver;
    private final ExecutorService lookUps = new ThreadPoolExecutor(
            0, MOST_LOOK_UPS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), PinnedAddress::thread);

    @Inject
    public PinnedAddress(BaseUrlRules rules) {
        this(rules, InetAddress::getAllByName);
    }

    /** With a resolver other than the system's. */
    public PinnedAddress(BaseUrlRules rules, Resolver resolver) {
        this.rules = rules;
        this.resolver = resolver;
    }

    /**
     * Returns at once; how long to wait is the caller's to say.
     *
     * @return an address literal, or the host itself for an origin that the operator has allowed; fails with
     *     {@link UnknownHostException} when there is no address, with {@link NotPublicException} when one of the host's
     *     addresses is not public, and with {@link RejectedExecutionException} when too many look-ups hang
     */
    public CompletableFuture<String> of(BaseUrl baseUrl) {
        if (rules.isAllowedOrigin(baseUrl)) {
            return CompletableFuture.completedFuture(baseUrl.host());
        }
        try {
            return CompletableFuture.supplyAsync(() -> lookUp(baseUrl.host()), lookUps);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @PreDestroy
    public void close() {
        lookUps.shutdownNow();
    }

    private String lookUp(String host) {
        try {
            InetAddress[] addresses = resolver.resolve(host);
            if (!Arrays.stream(addresses).allMatch(PublicAddress::is)) {
                throw new NotPublicException();
            }
            return addresses[0].getHostAddress();
        } catch (UnknownHostException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static Thread thread(Runnable lookUp) {
        Thread thread = new Thread(lookUp, "host-look-up");
        thread.setDaemon(true);
        return thread;
    }

    /** Looks a host name up. */
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException, InterruptedException;
    }

    /** The host's name leads to an address that is not on the public internet. */
    public static final class NotPublicException extends RuntimeException {

        private NotPublicException() {
            super("The host's name leads to an address that is not on the public internet.");
        }
    }
}
