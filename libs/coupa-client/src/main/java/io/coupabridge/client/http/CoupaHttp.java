package io.coupabridge.client.http;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.secrets.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Requests to any number of Coupa instances over one client. Redirects are never followed, the time of an exchange and the
 * size of an answer are bounded, and the base-URL rules are applied again before each request. One call sends at most one
 * request: trying again is the caller's decision, since every request counts in the budget of its host.
 *
 * <p>A returned future completes on a thread of this client, often the one that sends all requests to its host, which a
 * dependent stage must not block. It completes exceptionally with a {@link CoupaException} itself; only {@code get},
 * {@code join} and dependent stages wrap it, as always, which {@link #await} undoes. Cancelling it ends the exchange.
 * Thread-safe.
 */
public final class CoupaHttp implements AutoCloseable {

    /** They compute and never wait, and each has a stack and a part of the heap that has to come into the cache. */
    private static final int THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private static final int LOOKUP_THREADS = 32;

    private final BaseUrlRules rules;
    private final Settings settings;
    private final ThreadPoolExecutor executor = DaemonThreads.pool("coupa-http", THREADS);
    private final ThreadPoolExecutor lookups = DaemonThreads.pool("coupa-dns", LOOKUP_THREADS);
    private final ScheduledThreadPoolExecutor timers = DaemonThreads.timer("coupa-http-timeout");
    private final Set<Exchange<?>> open = ConcurrentHashMap.newKeySet();
    private final Transport transport;
    private final HostCheck hostCheck = new HostCheck(lookups);
    private final PageReader pages;

    public CoupaHttp(Vertx vertx, BaseUrlRules rules) {
        this(vertx, rules, Settings.defaults(), InstantSource.system());
    }

    /**
     * @param vertx on whose event loops requests are sent and answers collected; not closed with this
     * @param clock only for a Retry-After date in an answer that has no date itself
     */
    public CoupaHttp(Vertx vertx, BaseUrlRules rules, Settings settings, InstantSource clock) {
        this.rules = rules;
        this.settings = settings;
        this.transport = new Transport(vertx, Transport.options(settings.connectTimeout(), settings.totalTimeout()));
        BodyReader bodies = new BodyReader(settings.maxBodyBytes());
        this.pages = new PageReader(bodies, new Rejection(new RetryAfter(clock), bodies));
    }

    /**
     * Reads one page.
     *
     * @throws InvalidBaseUrlException at once, when the rules do not allow this address (any more); nothing is sent
     */
    public CompletableFuture<Page> page(BaseUrl baseUrl, Secret token, PageRequest request) {
        return page(baseUrl, token, request, () -> true, () -> {});
    }

    /**
     * Reads one page, if the request may start.
     *
     * @param mayStart is asked on the thread that sends, with the host looked up, before a connection is taken or made and
     *     again right before it sends; if not, the future fails with a {@link TooLateException}, and a connection that was
     *     made is there for the next request. It must not block
     * @param sent is told on that thread, when the request is sent: never for one that got no connection, or whose future
     *     is completed when it looks last. It must neither block nor throw
     * @throws InvalidBaseUrlException as {@link #page(BaseUrl, Secret, PageRequest)}
     */
    public CompletableFuture<Page> page(
            BaseUrl baseUrl, Secret token, PageRequest request, BooleanSupplier mayStart, Runnable sent) {
        return send(
                mayStart,
                sent,
                baseUrl,
                request.target(),
                "Authorization",
                "Bearer " + token.reveal(),
                answer -> pages.read(answer, request));
    }

    /**
     * Runs a task on the thread that sends to this instance. A request that it makes need not wait for another thread, but
     * for the one that looks the host up, where the rules do not allow its very origin. It must not block. It does not run
     * at all when Vert.x is closed meanwhile.
     *
     * @param delayNanos before which it does not start; 0 or less for at once
     * @throws java.util.concurrent.RejectedExecutionException when Vert.x is closed already
     */
    public void onSendingThread(BaseUrl baseUrl, long delayNanos, Runnable task) {
        transport.loop(baseUrl.host()).runLater(delayNanos, task);
    }

    /**
     * Shows whether a legacy API key still works, which none has since January 2023 (coupa-api §2.6).
     *
     * @return the status of reading one user with the key; fails with an {@code UnavailableException} when there is none
     * @throws InvalidBaseUrlException as {@link #page}
     */
    public CompletableFuture<Integer> probeWithApiKey(BaseUrl baseUrl, Secret apiKey) {
        return send(
                () -> true,
                () -> {},
                baseUrl,
                "/api/users?limit=1",
                "X-COUPA-API-KEY",
                apiKey.reveal(),
                HttpAnswer::status);
    }

    /**
     * Waits for a result of this client.
     *
     * @return what the future completes with
     * @throws CoupaException as the future completes with it
     * @throws InterruptedException when the waiting thread is interrupted; the exchange is cancelled
     */
    public static <T> T await(CompletableFuture<T> result) throws InterruptedException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A request to Coupa died of a fault in this program.", e.getCause());
        }
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        open.forEach(exchange -> exchange.result().cancel(true));
        transport.close();
        timers.shutdownNow();
        lookups.shutdownNow();
        executor.shutdown();
    }

    private <T> CompletableFuture<T> send(
            BooleanSupplier mayStart,
            Runnable sent,
            BaseUrl baseUrl,
            String target,
            String header,
            String credential,
            Function<HttpAnswer, T> reader) {
        rules.check(baseUrl);
        if (!Question.canSend(credential)) {
            return CompletableFuture.failedFuture(new UnauthorizedException(
                    "The credential for Coupa at " + baseUrl.host() + " holds characters that cannot be sent."));
        }
        RequestOptions question = Question.of(baseUrl, target).putHeader(header, credential);
        Exchange<T> exchange = new Exchange<>(question, settings.maxBodyBytes(), mayStart, sent, reader, executor);
        track(exchange, baseUrl);
        if (rules.isAllowedOrigin(baseUrl)) {
            exchange.send(transport);
        } else {
            hostCheck.check(baseUrl.host()).whenComplete((address, failure) -> {
                if (failure == null) {
                    exchange.send(transport, address);
                } else {
                    exchange.fail(failure);
                }
            });
        }
        return exchange.result();
    }

    private void track(Exchange<?> exchange, BaseUrl baseUrl) {
        open.add(exchange);
        ScheduledFuture<?> timeout = timers.schedule(
                () -> executor.execute(
                        () -> exchange.fail(TransportFailure.timeout(baseUrl.host(), settings.totalTimeout()))),
                settings.totalTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        exchange.result().whenComplete((value, failure) -> {
            timeout.cancel(false);
            open.remove(exchange);
        });
    }

    /**
     * @param connectTimeout for the TCP connection
     * @param totalTimeout from the call to the last byte of the answer, looking the host up and connecting included
     * @param maxBodyBytes of an answer, packed and unpacked
     */
    public record Settings(Duration connectTimeout, Duration totalTimeout, int maxBodyBytes) {

        /** 10 seconds, 60 seconds, 16 MiB. */
        public static Settings defaults() {
            return new Settings(Duration.ofSeconds(10), Duration.ofSeconds(60), 16 * 1024 * 1024);
        }
    }
}
