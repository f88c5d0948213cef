package io.coupabridge.edge.rest;

import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses a {@code GET} with a query parameter that it does not know: a filter that is mistyped would filter nothing. */
@Provider
@Priority(Priorities.USER)
public final class QueryFilter implements ContainerRequestFilter {

    @Context
    ResourceInfo operation;

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.GET)) {
            check(request.getUriInfo().getQueryParameters().keySet(), known(operation.getResourceMethod()));
        }
    }

    static void check(Collection<String> given, Set<String> known) {
        given.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw Inputs.problem(
                    Violation.In.query,
                    // the name may be a secret that somebody has pasted
                    "query",
                    "There is no such parameter. "
                            + (known.isEmpty() ? "None is known." : "Known are " + String.join(", ", known) + "."));
        });
    }

    static Set<String> known(Method operation) {
        return Stream.of(operation.getParameters())
                .map(QueryFilter::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Parameter parameter) {
        QueryParam query = parameter.getAnnotation(QueryParam.class);
        return query == null ? "" : query.value();
    }
}
