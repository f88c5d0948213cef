package io.coupabridge.client.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The keys of an object, in their order. The records of a page have the same ones, so each needs no more than its values,
 * which is a seventh of a map of its own.
 */
final class Shape {

    private final SerializableString[] names;
    private final String[] keys;
    private final Map<String, Integer> indexes = new HashMap<>();

    /**
     * @param spelled as they were sent
     * @param keys the same in one spelling, all different
     */
    Shape(List<String> spelled, List<String> keys) {
        this.names = new SerializableString[keys.size()];
        this.keys = keys.toArray(String[]::new);
        for (int index = 0; index < this.keys.length; index++) {
            names[index] = new SerializedString(spelled.get(index));
            indexes.put(this.keys[index], index);
        }
    }

    /** Whether the bytes of these names are known: half of a character, which damaged bytes may become, has none. */
    static boolean canForetell(List<String> spelled) {
        for (String name : spelled) {
            for (int i = 0; i < name.length(); i++) {
                if (Character.isSurrogate(name.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    int size() {
        return keys.length;
    }

    /** Its key with this index, as it was sent. */
    SerializableString name(int index) {
        return names[index];
    }

    /**
     * An object of this shape, not to be changed.
     *
     * @param values one for each key
     */
    ObjectNode object(JsonNode[] values) {
        return new Shaped(this, values);
    }

    /** Whether both are known to have the same keys; objects of which that is not known may have them too. */
    static boolean isShared(ObjectNode one, ObjectNode other) {
        return one instanceof Shaped shaped && other instanceof Shaped like && shaped.shape == like.shape;
    }

    // what deepCopy returns, ObjectNode itself does not say without a warning
    @SuppressWarnings("unchecked")
    private static final class Shaped extends ObjectNode {

        private final transient Shape shape;
        private final transient JsonNode[] values;

        Shaped(Shape shape, JsonNode[] values) {
            super(JsonNodeFactory.instance, new Fields(shape, values));
            this.shape = shape;
            this.values = values;
        }

        /** Mappers ask for every field by its name, and the way over the map is longer. */
        @Override
        public JsonNode get(String key) {
            Integer index = shape.indexes.get(key);
            return index == null ? null : values[index];
        }
    }

    private static final class Fields extends AbstractMap<String, JsonNode> {

        private final Shape shape;
        private final JsonNode[] values;

        Fields(Shape shape, JsonNode[] values) {
            this.shape = shape;
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean containsKey(Object key) {
            return shape.indexes.containsKey(key);
        }

        @Override
        public JsonNode get(Object key) {
            Integer index = shape.indexes.get(key);
            return index == null ? null : values[index];
        }

        @Override
        public Set<Entry<String, JsonNode>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return values.length;
                }

                @Override
                public Iterator<Entry<String, JsonNode>> iterator() {
                    return entries();
                }
            };
        }

        private Iterator<Entry<String, JsonNode>> entries() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < values.length;
                }

                @Override
                public Entry<String, JsonNode> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    Entry<String, JsonNode> entry = new SimpleImmutableEntry<>(shape.keys[next], values[next]);
                    next++;
                    return entry;
                }
            };
        }
    }
}
