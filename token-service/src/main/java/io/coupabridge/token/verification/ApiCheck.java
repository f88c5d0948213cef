package io.coupabridge.token.verification;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.budget.HostBudget;
import io.coupabridge.token.connection.ConnectionRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Makes the real calls of a verification: one record of each list that a task reads, within the host's request budget. */
@Singleton
class ApiCheck {

    private final CoupaHttp coupa;
    private final HostBudget budget;
    private final MeterRegistry metrics;

    ApiCheck(CoupaHttp coupa, HostBudget budget, MeterRegistry metrics) {
        this.coupa = coupa;
        this.budget = budget;
        this.metrics = metrics;
    }

    /** Reads with the task's token what the task reads. */
    CheckResult check(ConnectionRow connection, Task task, Secret token) throws InterruptedException {
        for (String path : task.probes()) {
            CheckResult result = call(connection, task, () -> page(connection, token, path));
            if (!(result instanceof CheckResult.Answered)) {
                return result;
            }
        }
        return new CheckResult.Found(VerificationMessages.granted(task));
    }

    /** Whether Coupa still accepts a token that it has accepted before. */
    CheckResult checkAgain(ConnectionRow connection, Task task, Secret token) throws InterruptedException {
        return call(
                connection, task, () -> page(connection, token, task.probes().get(0)));
    }

    /** Reads with a legacy API key. */
    CheckResult checkApiKey(ConnectionRow connection, Secret apiKey) throws InterruptedException {
        return call(connection, Task.all().get(0), () -> coupa.probeWithApiKey(connection.address(), apiKey));
    }

    private CheckResult call(ConnectionRow connection, Task task, Callable<CompletableFuture<?>> request)
            throws InterruptedException {
        BaseUrl address = connection.address();
        try {
            Optional<Duration> noSlot = budget.awaitSlot(connection.tenantId(), address, connection.requestCeiling);
            if (noSlot.isPresent()) {
                return new CheckResult.NoBudget(noSlot.get());
            }
            Object answer = measured(request);
            budget.answered(address);
            return new CheckResult.Answered(answer);
        } catch (CoupaException e) {
            return failure(address, task, e);
        } catch (InvalidBaseUrlException e) {
            return outage("ADDRESS_NOT_ALLOWED", e.getMessage(), Optional.empty());
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A call to Coupa could not be made.", e);
        }
    }

    private Object measured(Callable<CompletableFuture<?>> request) throws Exception {
        Timer.Sample sample = Timer.start(metrics);
        String outcome = "good";
        try {
            return CoupaHttp.await(request.call());
        } catch (Exception e) {
            outcome = e.getClass().getSimpleName();
            throw e;
        } finally {
            sample.stop(metrics.timer("coupabridge.coupa.requests", "outcome", outcome));
        }
    }

    private CompletableFuture<?> page(ConnectionRow connection, Secret token, String path) {
        return coupa.page(connection.address(), token, new PageRequest(resource(path), List.of(), 0, 1));
    }

    private CheckResult failure(BaseUrl address, Task task, CoupaException failure) {
        if (failure instanceof UnauthorizedException) {
            return new CheckResult.Unauthorized(VerificationMessages.forbidden(task, failure.getMessage()));
        }
        if (failure instanceof ForbiddenException forbidden) {
            return new CheckResult.Found(
                    forbidden.scopeMissing()
                            ? VerificationMessages.scopeMissing(task, "insufficient_scope")
                            : VerificationMessages.forbidden(task, failure.getMessage()));
        }
        if (isOneOddRecord(failure)) {
            budget.answered(address);
            return new CheckResult.Answered(failure);
        }
        if (failure instanceof ThrottledException throttled) {
            budget.throttled(address, throttled.retryAfter());
            return outage("COUPA_THROTTLED", failure.getMessage(), throttled.retryAfter());
        }
        String reason = failure instanceof UnexpectedResponseException ? "UNEXPECTED_ANSWER" : "COUPA_UNAVAILABLE";
        return outage(reason, failure.getMessage(), Optional.empty());
    }

    /** Coupa let its list be read; what to make of a single record is the task's business. */
    private static boolean isOneOddRecord(CoupaException failure) {
        return failure instanceof RequiredFieldHiddenException hidden && hidden.mayBeOdd()
                || failure instanceof UnexpectedResponseException unexpected
                        && unexpected.kind() == UnexpectedResponseException.Kind.BAD_ID;
    }

    private static CheckResult outage(String reason, String sentence, Optional<Duration> retryAfter) {
        return new CheckResult.Outage(reason, VerificationMessages.apiOutage(sentence), retryAfter);
    }

    private static Resource resource(String path) {
        return new Resource(path, "[\"id\"]", Set.of("id"));
    }
}
