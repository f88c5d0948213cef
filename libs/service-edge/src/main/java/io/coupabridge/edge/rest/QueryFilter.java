package io.coupabridge.edge.rest;

import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.Priority;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Refuses what would be passed over, so that a filter would filter nothing: a query parameter that the operation does not
 * know, one without a value, and a second value of one that takes one. The form of a page sends its empty fields too: there,
 * one without a value was not filled in.
 */
@Provider
@Priority(Priorities.USER)
public final class QueryFilter implements ContainerRequestFilter {

    /** Without a value it is the beginning of a list. */
    private static final String CURSOR = "after";

    @Context
    ResourceInfo operation;

    @Override
    public void filter(ContainerRequestContext request) {
        Map<String, List<String>> given = request.getUriInfo().getQueryParameters();
        check(isPage(operation.getResourceClass()) ? filledIn(given) : given, known(operation.getResourceMethod()));
    }

    static boolean isPage(Class<?> resource) {
        Produces produces = resource.getAnnotation(Produces.class);
        return produces != null && List.of(produces.value()).contains(MediaType.TEXT_HTML);
    }

    static Map<String, List<String>> filledIn(Map<String, List<String>> given) {
        Map<String, List<String>> filledIn = new TreeMap<>(given);
        filledIn.values().removeIf(List.of("")::equals);
        return filledIn;
    }

    /** @param known the names, and whether each may be repeated */
    static void check(Map<String, List<String>> given, Map<String, Boolean> known) {
        given.forEach((name, values) -> {
            if (!known.containsKey(name)) {
                throw Inputs.problem(
                        Violation.In.query,
                        // the name may be a secret that somebody has pasted
                        "query",
                        "There is no such parameter. "
                                + (known.isEmpty()
                                        ? "None is known."
                                        : "Known are " + String.join(", ", known.keySet()) + "."));
            }
            if (values.size() > 1 && !known.get(name)) {
                throw Inputs.problem(Violation.In.query, name, "It may be given once.");
            }
            if (values.contains("") && !name.equals(CURSOR)) {
                throw Inputs.problem(Violation.In.query, name, "It must not be empty.");
            }
        });
    }

    static Map<String, Boolean> known(Method operation) {
        Map<String, Boolean> known = new TreeMap<>();
        for (Parameter parameter : operation.getParameters()) {
            add(known, parameter, parameter.getType());
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getDeclaredFields()) {
                    add(known, field, field.getType());
                }
            }
        }
        return known;
    }

    private static void add(Map<String, Boolean> known, AnnotatedElement parameter, Class<?> type) {
        QueryParam query = parameter.getAnnotation(QueryParam.class);
        if (query != null) {
            known.put(query.value(), Collection.class.isAssignableFrom(type));
        }
    }
}
