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
              create FILE            make a new keyset file that encrypts, readable by its owner only
              create-signing FILE    make a new private keyset file that signs events, readable by its owner only
              public SIGNING FILE    write the public keyset of one that signs, readable by all; it verifies and cannot sign
              rotate FILE            add a new primary key; the older keys go on opening, or verifying
              --help                 show this text
            Give a rotated file, or the public keyset of one that signs, first to the services that read with it, then to
            the one that writes with it, and restart them in that order.
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
        if (args.length < 2 || args.length != (args[0].equals("public") ? 3 : 2)) {
            err.print(USAGE);
            return MISUSED;
        }
        try {
            return act(args, out, err);
        } catch (KeysetException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    /** How an operator calls it, in the folder of any service. */
    static String command(String arguments) {
        return "'java -cp \"lib/main/*\" " + KeysetTool.class.getName() + " " + arguments + "'";
    }

    private static int act(String[] args, PrintStream out, PrintStream err) {
        Path file = Path.of(args[args.length - 1]);
        switch (args[0]) {
            case "create" -> KeysetFile.create(file);
            case "create-signing" -> KeysetFile.createSigning(file);
            case "rotate" -> KeysetFile.rotate(file);
            case "public" -> {
                KeysetFile.writePublic(Path.of(args[1]), file);
                out.println("Done: " + file + ". It is no secret.");
                return DONE;
            }
            default -> {
                err.print(USAGE);
                return MISUSED;
            }
        }
        out.println("Done: " + file + ". Keep a copy where the data's backups are not.");
        return DONE;
    }
}
