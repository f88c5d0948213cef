package io.coupabridge.edge.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How {@link TopicTool} was called.
 *
 * @param acls whether it is about access rules too
 * @param principals by their service, of those that were named
 */
record TopicArguments(
        Mode mode,
        boolean acls,
        Map<String, Object> connection,
        int replicas,
        int minInsync,
        Map<String, String> principals) {

    enum Mode {
        CHECK,
        CREATE,
        PRINT_ACLS
    }

    private static final Map<String, Mode> MODES =
            Map.of("--check", Mode.CHECK, "--create", Mode.CREATE, "--print-acls", Mode.PRINT_ACLS);

    /**
     * @throws IllegalArgumentException that says what is wrong
     * @throws IOException when the file of {@code --config} cannot be read
     */
    static TopicArguments of(String[] args) throws IOException {
        List<Mode> modes = new ArrayList<>();
        Map<String, String> given = new HashMap<>();
        Map<String, String> principals = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--check", "--create", "--print-acls" -> modes.add(MODES.get(args[i]));
                case "--acls" -> given.put(args[i], "");
                case "--bootstrap-server", "--config", "--replicas", "--min-insync", "--principal" -> {
                    if (i + 1 == args.length) {
                        throw new IllegalArgumentException("A value is missing behind " + args[i] + ".");
                    }
                    if (args[i].equals("--principal")) {
                        addPrincipal(args[++i], principals);
                    } else {
                        given.put(args[i], args[++i]);
                    }
                }
                default -> throw new IllegalArgumentException("There is no option " + args[i] + ".");
            }
        }
        if (modes.size() != 1) {
            throw new IllegalArgumentException("Say one of --check, --create and --print-acls.");
        }
        if (!given.containsKey("--bootstrap-server") && modes.get(0) != Mode.PRINT_ACLS) {
            throw new IllegalArgumentException("Name the brokers with --bootstrap-server.");
        }
        int replicas = number(given.getOrDefault("--replicas", "3"));
        int minInsync = number(given.getOrDefault("--min-insync", "2"));
        if (minInsync > replicas) {
            throw new IllegalArgumentException("With --replicas " + replicas + " and --min-insync " + minInsync
                    + " nobody could write to the topics.");
        }
        Map<String, Object> connection = properties(given.get("--config"));
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, given.getOrDefault("--bootstrap-server", ""));
        return new TopicArguments(
                modes.get(0), given.containsKey("--acls"), connection, replicas, minInsync, principals);
    }

    private static void addPrincipal(String text, Map<String, String> principals) {
        int end = text.indexOf('=');
        if (end < 1 || text.indexOf(':') < end + 2) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no principal of a service, as roster-service=User:roster does.");
        }
        principals.put(text.substring(0, end), text.substring(end + 1));
    }

    private static Map<String, Object> properties(String file) throws IOException {
        Map<String, Object> connection = new HashMap<>();
        if (file != null) {
            Properties properties = new Properties();
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                properties.load(in);
            }
            properties.forEach((name, value) -> connection.put((String) name, value));
        }
        return connection;
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of replicas.");
        }
        return Integer.parseInt(text);
    }
}
