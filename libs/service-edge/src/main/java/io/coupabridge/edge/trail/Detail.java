package io.coupabridge.edge.trail;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What an entry says beside its action: names with codes, ids and numbers. Immutable. */
public final class Detail {

    public static final Detail NONE = new Detail(Collections.emptySortedMap());

    /** Stands for what is no code, so that no free text gets into the trail. */
    private static final String OTHER = "OTHER";

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.:/,{}*+-]{1,512}");

    private final SortedMap<String, String> values;

    private Detail(SortedMap<String, String> values) {
        this.values = values;
    }

    public static Detail of(String name, Object code) {
        return NONE.with(name, code);
    }

    /** @param code left out when it is null */
    public Detail with(String name, Object code) {
        if (code == null) {
            return this;
        }
        String text = code.toString();
        SortedMap<String, String> more = new TreeMap<>(values);
        more.put(name, CODE.matcher(text).matches() ? text : OTHER);
        return new Detail(more);
    }

    SortedMap<String, String> values() {
        return Collections.unmodifiableSortedMap(values);
    }
}
