package io.coupabridge.edge.trail;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Verifies audit trails from the command line. Every service brings it along in its {@code lib/main}. */
public final class TrailTool {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String PASSWORD = "PGPASSWORD";

    private static final String USAGE = """
            Usage: java -cp "lib/main/*" %s --file FILE | --jdbc-url URL --user USER [--earlier FILE]...
              --file FILE      verify an export, as GET /api/v1/audit gives it
              --jdbc-url URL   verify the trails in a service's database; %s holds the password
              --user USER      who reads the database
              --earlier FILE   an export from before: what it ends with must still be there. May be repeated
              --help           show this text
            It names each entry that breaks the chain of its tenant. Only an earlier export shows that a trail was cut
            off, or was made anew from end to end. The exit code is 0 only if every chain is whole.
            Examples:
              --file audit.ndjson --earlier audit-last-month.ndjson
              --jdbc-url jdbc:postgresql://db-1/token_service --user auditor --earlier audit.ndjson
            """.formatted(TrailTool.class.getName(), PASSWORD);

    private TrailTool() {}

    /** Ends the JVM with 0 when every chain is whole, 1 when one is not or cannot be read, 2 when it was called wrongly. */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.out, System.err));
    }

    /** @return the exit code */
    public static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (args.length == 1 && args[0].equals("--help")) {
            out.print(USAGE);
            return DONE;
        }
        try {
            Arguments arguments = Arguments.of(args);
            ChainCheck check = new ChainCheck(anchors(arguments.earlier()));
            if (arguments.file() == null) {
                readDatabase(arguments, environment, check::accept);
            } else {
                read(arguments.file(), check::accept);
            }
            List<String> faults = check.finish();
            faults.forEach(err::println);
            out.println(check.entries() + " entries of " + check.tenants() + " trails were read. "
                    + (faults.isEmpty() ? "Every chain is whole." : "Faults: " + faults.size() + "."));
            return faults.isEmpty() ? DONE : FAILED;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return MISUSED;
        } catch (IOException e) {
            err.println("A file cannot be read: " + e.getMessage());
            return FAILED;
        } catch (UnreadableTrailException e) {
            err.println("The database cannot be read: " + e.getMessage());
            return FAILED;
        }
    }

    private static Map<String, List<Anchor>> anchors(List<Path> files) throws IOException {
        Map<String, List<Anchor>> anchors = new HashMap<>();
        for (Path file : files) {
            Map<String, Anchor> ends = new HashMap<>();
            read(file, line -> {
                if (line.anchor() != null) {
                    add(anchors, line.anchor());
                } else if (line.entry() != null) {
                    TrailEntry entry = line.entry();
                    ends.put(entry.tenant(), new Anchor(entry.tenant(), entry.position(), entry.hash()));
                }
            });
            ends.values().forEach(end -> add(anchors, end));
        }
        return anchors;
    }

    private static void add(Map<String, List<Anchor>> anchors, Anchor anchor) {
        anchors.computeIfAbsent(anchor.tenant(), tenant -> new ArrayList<>()).add(anchor);
    }

    private static void read(Path file, TrailExport.Sink sink) throws IOException {
        TypeReference<ExportLine> type = new TypeReference<>() {};
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 1;
            for (String text = lines.readLine(); text != null; text = lines.readLine(), number++) {
                try {
                    sink.accept(NdJson.read(text, type));
                } catch (JacksonException | NullPointerException e) {
                    throw new IOException("Line " + number + " of " + file + " is no line of an export.", e);
                }
            }
        }
    }

    private static void readDatabase(Arguments arguments, Map<String, String> environment, TrailExport.Sink sink)
            throws IOException {
        try (Connection connection = DriverManager.getConnection(
                arguments.url(), arguments.user(), environment.getOrDefault(PASSWORD, ""))) {
            new TrailExport(on(connection)).write(TrailExport.Selection.ALL, sink);
        } catch (SQLException e) {
            throw new UnreadableTrailException(e);
        }
    }

    private static TrailDatabase on(Connection connection) {
        return new TrailDatabase() {
            @Override
            public <T> T inTransaction(Work<T> work) {
                try {
                    return work.on(connection);
                } catch (SQLException e) {
                    throw new UnreadableTrailException(e);
                }
            }
        };
    }

    private static final class UnreadableTrailException extends RuntimeException {
        UnreadableTrailException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private record Arguments(Path file, String url, String user, List<Path> earlier) {

        static Arguments of(String[] args) {
            Map<String, String> given = new HashMap<>();
            List<Path> earlier = new ArrayList<>();
            for (int i = 0; i < args.length; i++) {
                String option = args[i];
                if (!List.of("--file", "--jdbc-url", "--user", "--earlier").contains(option)) {
                    throw new IllegalArgumentException("There is no option " + option + ".");
                }
                if (++i == args.length) {
                    throw new IllegalArgumentException("A value is missing behind " + option + ".");
                }
                if (option.equals("--earlier")) {
                    earlier.add(Path.of(args[i]));
                } else {
                    given.put(option, args[i]);
                }
            }
            if (given.containsKey("--file") == given.containsKey("--jdbc-url")) {
                throw new IllegalArgumentException("Say either --file or --jdbc-url.");
            }
            if (given.containsKey("--jdbc-url") != given.containsKey("--user")) {
                throw new IllegalArgumentException("Say --jdbc-url and --user together.");
            }
            String file = given.get("--file");
            return new Arguments(
                    file == null ? null : Path.of(file), given.get("--jdbc-url"), given.get("--user"), earlier);
        }
    }
}
