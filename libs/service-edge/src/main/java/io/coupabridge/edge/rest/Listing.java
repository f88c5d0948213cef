package io.coupabridge.edge.rest;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * As much of a list as is shown at once.
 *
 * @param shown in the list's order
 * @param more whether others follow
 */
public record Listing<T>(List<T> shown, boolean more) {

    /**
     * @param size of what is shown, at most
     * @param find gives so many at most; it is asked for one more, which says whether others follow
     */
    public static <T> Listing<T> of(int size, IntFunction<List<T>> find) {
        List<T> found = find.apply(size + 1);
        boolean more = found.size() > size;
        return new Listing<>(more ? found.subList(0, size) : found, more);
    }

    /** By what to ask for those behind the last one that is shown; null when there are none. */
    public <C> C next(Function<? super T, C> cursor) {
        return more ? cursor.apply(shown.get(shown.size() - 1)) : null;
    }

    /** The same list with each as it is told to others. */
    public <R> List<R> map(Function<? super T, R> view) {
        return shown.stream().<R>map(view).toList();
    }
}
