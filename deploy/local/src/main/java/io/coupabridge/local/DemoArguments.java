package io.coupabridge.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words after {@code ./demo}: {@code --name value} pairs and at most one plain word. */
record DemoArguments(String word, Map<String, String> options) {

    /**
     * @param known the names that may be given, without the dashes
     * @throws DemoException for an unknown name, a name without a value, or a second plain word
     */
    static DemoArguments parse(List<String> words, Set<String> known) {
        String plain = null;
        Map<String, String> options = new LinkedHashMap<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (!word.startsWith("--")) {
                if (plain != null) {
                    throw new DemoException("'" + word + "' is one word too many. See ./demo --help.");
                }
                plain = word;
                continue;
            }
            String name = word.substring(2);
            if (!known.contains(name)) {
                throw new DemoException("There is no option " + word + " here. See ./demo --help.");
            }
            if (at + 1 == words.size()) {
                throw new DemoException(word + " wants a value. See ./demo --help.");
            }
            options.put(name, words.get(++at));
        }
        return new DemoArguments(plain, options);
    }

    /** @throws DemoException when it was not given */
    String required(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new DemoException("--" + name + " is missing. See ./demo --help.");
        }
        return value;
    }

    String optional(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }
}
