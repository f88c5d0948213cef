package io.coupabridge.client.http;

import java.util.List;

/**
 * The next page of a list, by keyset: the records behind an id, in the order of ids. An offset skips and repeats records
 * when data moves (coupa-api §3.3), so it only says where about to look; what a page covers is told by its ids.
 *
 * @param filters further conditions; an upper bound on {@code id} may be one of them
 * @param afterId the last id that was read, 0 before the first
 * @param limit at most this many records, 1 to 50; Coupa may send fewer although there are more
 * @param newestFirst whether the highest ids are wanted: only for a look, since lists are read in ascending order
 * @param keysShown whether the list is known to show every required key: one that a single row lacks, or an id that the last
 *     rows lack, is then not hidden
 * @param skip how many records behind that id to leave out
 */
public record PageRequest(
        Resource resource,
        List<Filter> filters,
        long afterId,
        int limit,
        boolean newestFirst,
        boolean keysShown,
        long skip) {

    /** Coupa's largest page (coupa-api §3.3). */
    public static final int LARGEST = 50;

    public PageRequest {
        if (limit < 1 || limit > LARGEST) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST + " records, not " + limit + ".");
        }
        if (afterId < 0) {
            throw new IllegalArgumentException("Ids are positive, so a page cannot start after " + afterId + ".");
        }
        filters = List.copyOf(filters);
        if (filters.stream().anyMatch(f -> f.parameter().startsWith("id[gt"))) {
            throw new IllegalArgumentException("The lower bound of the ids is the cursor and not a filter.");
        }
    }

    /** The next page in ascending order of ids. */
    public PageRequest(Resource resource, List<Filter> filters, long afterId, int limit) {
        this(resource, filters, afterId, limit, false, false, 0);
    }

    /**
     * The records with the highest ids, in ascending order all the same. A server that ignores the order answers with
     * others, so they are a hint and no end of the list.
     */
    public static PageRequest newest(Resource resource, List<Filter> filters) {
        return new PageRequest(resource, filters, 0, LARGEST, true, false, 0);
    }

    /** The page behind this id, otherwise the same. */
    public PageRequest after(long id) {
        return new PageRequest(resource, filters, id, limit, false, keysShown, 0);
    }

    /** Otherwise the same with another size. */
    public PageRequest limitedTo(int records) {
        return new PageRequest(resource, filters, afterId, records, false, keysShown, 0);
    }

    /** A look at the other end of what lies behind the cursor. */
    public PageRequest fromTheEnd() {
        return new PageRequest(resource, filters, afterId, limit, true, keysShown, 0);
    }

    /** The same of a list that is known to show every required key. */
    public PageRequest knowingItsKeys() {
        return new PageRequest(resource, filters, afterId, limit, newestFirst, true, skip);
    }

    /** The page that begins so many records later. */
    public PageRequest skipping(long records) {
        return new PageRequest(resource, filters, afterId, limit, newestFirst, keysShown, records);
    }

    /** Path and query as they are sent. */
    String target() {
        StringBuilder target = new StringBuilder(resource.path())
                .append("?order_by=id&dir=")
                .append(newestFirst ? "desc" : "asc")
                .append("&id%5Bgt%5D=")
                .append(afterId)
                .append("&limit=")
                .append(limit);
        if (skip > 0) {
            target.append("&offset=").append(skip);
        }
        filters.forEach(filter -> target.append('&').append(filter.encoded()));
        return target.append("&fields=").append(resource.encodedFields()).toString();
    }
}
