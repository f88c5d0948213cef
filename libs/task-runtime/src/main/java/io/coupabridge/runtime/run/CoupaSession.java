package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import java.util.Collection;
import java.util.Map;

/**
 * What one run asks Coupa while a worker has it: by its lanes, by mappers, and by its own thread, all with one token and
 * under one budget. Thread-safe.
 *
 * @param patience of the run's own thread, which holds a worker
 */
record CoupaSession(
        RunScope scope,
        HeldToken token,
        RunRequests requests,
        AwaitedRequests awaited,
        PageSizes pageSizes,
        References references,
        Patience patience) {

    /** As {@link io.coupabridge.runtime.ledger.RecordStore#references}. */
    interface References {

        Map<String, Map<Long, String>> of(TenantId tenant, Map<String, ? extends Collection<Long>> wanted);
    }

    /** From now on requests carry this token. */
    void use(Granted fresh) {
        token.use(fresh);
    }

    /** The most records to ask for at once. */
    int pageSize() {
        return pageSizes.of(token.host());
    }

    /** Asks for smaller pages from now on, when they may help against this failure. */
    void heed(RuntimeException failure) {
        pageSizes.heed(token.host(), failure);
    }

    HiddenKeys keys() {
        return new HiddenKeys(awaited);
    }

    /** Reads a page for the run's own thread. @throws RuntimeException as {@link AwaitedRequests#get} */
    Page get(PageRequest request) throws InterruptedException {
        return keys().get(request, patience);
    }

    /** As {@link HiddenKeys#isOfOddRows}, for the run's own thread. */
    boolean isOfOddRows(RequiredFieldHiddenException hidden, Resource resource) throws InterruptedException {
        return keys().isOfOddRows(hidden, resource, patience);
    }

    /** For the run's own thread: nothing waits longer for a slot than a worker may, nor in vain for an answer. */
    ListLookups lookups() {
        return new ListLookups(this, patience);
    }

    /** Whether the run's own thread waits in vain for what was sent. */
    boolean inVain() {
        return patience.inVain().getAsBoolean();
    }

    /** For mappers, which hold no worker. */
    ListLookups mapperLookups() {
        return new ListLookups(this, Patience.OF_A_MAPPER);
    }

    /** The run leaves this place. */
    void close() {
        awaited.close();
    }
}
