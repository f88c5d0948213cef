package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Resource;
import io.coupabridge.runtime.handler.PageContext;
import java.util.List;
import java.util.Set;

/** What a mapper may ask for, and what the runtime has to know of it beside. */
interface Lookups extends PageContext {

    /** As {@link #fetchAll}, with the rows that are no records. */
    Rows find(Resource resource, List<Filter> filters);

    @Override
    default List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
        return find(resource, filters).records();
    }

    record Rows(List<ObjectNode> records, List<OddRow> odd) {

        /** Those with these ids, and those whose ids nobody knows. */
        Rows only(Set<Long> ids) {
            return new Rows(
                    records.stream()
                            .filter(row -> ids.contains(row.get("id").longValue()))
                            .toList(),
                    odd.stream()
                            .filter(row -> row.id() == null || ids.contains(row.id()))
                            .toList());
        }
    }
}
