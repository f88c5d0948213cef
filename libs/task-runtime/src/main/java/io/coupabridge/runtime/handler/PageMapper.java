package io.coupabridge.runtime.handler;

import io.coupabridge.client.http.Page;

/** Maps a page of Coupa's records to what is published. Thread-safe; called by several lanes at once. */
public interface PageMapper {

    /**
     * A record that cannot be mapped goes into {@link MappedPage#quarantined()}; an exception fails the run.
     *
     * @param page never empty; keys are normalised ({@code updated-at}), required keys are present
     */
    MappedPage map(Page page, PageContext context);
}
