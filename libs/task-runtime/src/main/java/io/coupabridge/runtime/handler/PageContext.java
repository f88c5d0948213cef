package io.coupabridge.runtime.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a mapper may ask for beside its page. */
public interface PageContext {

    RunScope scope();

    /**
     * The references that earlier pages and runs of this tenant left. Asks the database once, and not at all when no id is
     * wanted.
     *
     * @param wanted ids by their kind, as in {@link MappedPage.Reference}
     * @return for each kind that was asked for its references by id; ids without one are absent. It is the caller's own
     */
    Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted);

    /**
     * Reads a bounded resource to its end: a request under the tenant's budget for each page. Blocks.
     *
     * @param filters at least one, that bounds the answer to 10,000 records
     * @throws io.coupabridge.client.failure.CoupaException as a page would; when there are more records, it is an {@link
     *     io.coupabridge.client.failure.UnexpectedResponseException} of the kind {@code TOO_MANY}
     */
    List<ObjectNode> fetchAll(Resource resource, List<Filter> filters);
}
