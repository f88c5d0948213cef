package io.coupabridge.benchmark.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Resource;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.RunScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The context of a page whose mapper asks for nothing else. */
record ScopeOnly(RunScope scope) implements PageContext {

    @Override
    public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
        throw new UnsupportedOperationException("There are no references here.");
    }

    @Override
    public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
        throw new UnsupportedOperationException("There is no Coupa here.");
    }
}
