package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import java.util.List;

/** Tells records that lack a key of their own from a list that hides it from everybody. Thread-safe. */
final class HiddenKeys {

    /** Looked at to tell an odd record from a hidden key. */
    private static final int OTHERS = 10;

    private final AwaitedRequests requests;

    HiddenKeys(AwaitedRequests requests) {
        this.requests = requests;
    }

    /** As {@link AwaitedRequests#get}, when the rows that it asks for may be odd ones and no others. */
    Page get(PageRequest request, Patience patience) throws InterruptedException {
        try {
            return requests.get(request, patience);
        } catch (RequiredFieldHiddenException e) {
            if (!isOfOddRows(e, request.resource(), patience)) {
                // whoever meets it has nothing to find out any more
                throw new RequiredFieldHiddenException(e.getMessage(), e.key());
            }
            return requests.get(request, patience);
        }
    }

    /**
     * Whether the rows of a page lack a key of their own, and the list hides it from nobody: then other records show it.
     * Asked for again, the page is one with odd rows.
     */
    boolean isOfOddRows(RequiredFieldHiddenException hidden, Resource resource, Patience patience)
            throws InterruptedException {
        if (!hidden.mayBeOdd()) {
            return false;
        }
        try {
            PageRequest others = new PageRequest(resource, List.of(), 0, OTHERS).fromTheEnd();
            return !requests.get(others, patience).records().isEmpty();
        } catch (RequiredFieldHiddenException e) {
            return false;
        }
    }
}
