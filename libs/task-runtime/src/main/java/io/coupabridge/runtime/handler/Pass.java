package io.coupabridge.runtime.handler;

import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Resource;
import java.util.List;

/**
 * One resource that a run reads from its lowest to its highest id.
 *
 * @param name unique within the task, such as {@code lines}
 * @param filters what bounds the resource, beside the paging by id
 */
public record Pass(String name, Resource resource, List<Filter> filters, PageMapper mapper) {

    public Pass {
        filters = List.copyOf(filters);
    }
}
