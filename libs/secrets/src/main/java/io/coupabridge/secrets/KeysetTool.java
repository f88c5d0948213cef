package io.coupabridge.secrets;

import java.io.PrintStream;
import java.nio.file.Path;

/** Makes and rotates keyset files from the command line. Every service brings it along in its {@code lib/main}. */
public final class KeysetTool {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage:
              create FILE   make a new keyset file, readable by its owner only
              rotate FILE   add a new primary key; the older keys go on opening what they sealed
              --help        show this text
            Give a rotated file first to the services that open with it, then to the one that seals with it, and restart
            them in that order.
            """;

    private KeysetTool() {}

    /** Ends the JVM with 0 when done, 1 when it failed, 2 when it was called wrongly. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length == 1 && args[0].equals("--help")) {
            out.print(USAGE);
            return DONE;
        }
        if (args.length != 2) {
            err.print(USAGE);
            return MISUSED;
        }
        try {
            return act(args[0], Path.of(args[1]), out, err);
        } catch (KeysetException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    /** How an operator calls it, in the folder of any service. */
    static String command(String verb, Path file) {
        return "'java -cp \"lib/main/*\" " + KeysetTool.class.getName() + " " + verb + " " + file + "'";
    }

    private static int act(String verb, Path file, PrintStream out, PrintStream err) {
        switch (verb) {
            case "create" -> KeysetFile.create(file);
            case "rotate" -> KeysetFile.rotate(file);
            default -> {
                err.print(USAGE);
                return MISUSED;
            }
        }
        out.println("Done: " + file + ". Keep a copy where the data's backups are not.");
        return DONE;
    }
}
