package io.coupabridge.runtime.handler;

import io.coupabridge.client.http.Page;
import java.util.List;

/** Maps pages of Coupa's records to what is published. Thread-safe; called by several lanes at once. */
public interface PageMapper {

    /**
     * A record that cannot be mapped goes into {@link MappedPage#quarantined()}; an exception fails the run.
     *
     * @param page never empty; keys are normalised ({@code updated-at}), required keys are present
     */
    MappedPage map(Page page, PageContext context);

    /**
     * The same for pages that came together, so that what is needed besides can be asked for once.
     *
     * @param pages each as above
     * @return for each what {@link #map} would make of it, in the same order
     */
    default List<MappedPage> mapAll(List<Page> pages, PageContext context) {
        return pages.stream().map(page -> map(page, context)).toList();
    }
}
