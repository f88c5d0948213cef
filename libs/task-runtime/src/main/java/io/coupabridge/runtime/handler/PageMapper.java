package io.coupabridge.runtime.handler;

import io.coupabridge.client.http.Page;
import java.util.Collection;
import java.util.Map;

/**
 * Maps pages of Coupa's records to what is published, in two steps, so that what is remembered of pages that came together
 * can be asked for once. Thread-safe; several pages may be mapped at once.
 *
 * <p>A record that cannot be mapped goes into {@link MappedPage#quarantined()}; an exception of either step fails the run.
 */
public interface PageMapper {

    /**
     * Reads a page, as far as that goes without anything else.
     *
     * @param page never empty; keys are normalised ({@code updated-at}), required keys are present
     */
    Draft read(Page page, RunScope scope);

    /** Both steps for one page. */
    default MappedPage map(Page page, PageContext context) {
        Draft draft = read(page, context.scope());
        Map<String, Collection<Long>> wanted = draft.wanted();
        return draft.complete(wanted.isEmpty() ? Map.of() : context.references(wanted), context);
    }

    /** A page that was read. Used by one thread, and completed once. */
    interface Draft {

        /** A page that needs nothing else. */
        static Draft of(MappedPage page) {
            return new Draft() {
                @Override
                public Map<String, Collection<Long>> wanted() {
                    return Map.of();
                }

                @Override
                public MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context) {
                    return page;
                }
            };
        }

        /** The references that it needs: ids by their kind. */
        Map<String, Collection<Long>> wanted();

        /**
         * Maps the page. May ask Coupa, and then takes its time.
         *
         * @param remembered for each kind that is wanted the references that there are, by id; it may tell of more ids
         */
        MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context);
    }
}
