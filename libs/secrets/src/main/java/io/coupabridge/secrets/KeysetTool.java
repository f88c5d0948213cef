package io.coupabridge.secrets;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Makes and changes keyset files from the command line. Every service brings it along. */
public final class KeysetTool {

    private static final String KEK_URI = "COUPABRIDGE_KEYSETS_KEK_URI";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage:
              create FILE            make a new keyset file that encrypts, readable by its owner only
              create-signing FILE    make a new private keyset file that signs events, readable by its owner only
              show FILE              name the keys of a file, and the primary one, which seals or signs
              add FILE               add a new key, which opens or verifies and does no more
              promote FILE KEY       make a key of the file the primary one; the older keys go on opening, or verifying
              remove FILE KEY        remove a key for ever; what it has sealed opens no more
              rotate FILE            add and promote in one step, for a file that all its services share
              public SIGNING FILE    write the public keyset of one that signs, readable by all; it verifies and cannot sign
              encrypt FILE           encrypt a file that lies in the clear with the key of the KMS
              --help                 show this text
            Services read a changed file by themselves. Give a file with an added key to all services that have the keyset,
            and the new public keyset of one that signs to all who verify, before you promote the key.
            Before you remove a key, ask io.coupabridge.token.rotation.RotationTool whether nothing needs it.
            With %s, the URI of a KMS's key, all files but public ones are encrypted.
            """.formatted(KEK_URI);

    private KeysetTool() {}

    /** Ends the JVM with 0 when done, 1 when it failed, 2 when it was called wrongly. */
    public static void main(String[] args) {
        System.exit(run(args, Optional.ofNullable(System.getenv(KEK_URI)), System.out, System.err));
    }

    static int run(String[] args, Optional<String> kekUri, PrintStream out, PrintStream err) {
        if (args.length == 1 && args[0].equals("--help")) {
            out.print(USAGE);
            return DONE;
        }
        if (args.length < 2
                || args.length != (Set.of("public", "promote", "remove").contains(args[0]) ? 3 : 2)) {
            err.print(USAGE);
            return MISUSED;
        }
        try {
            return act(args, new KeysetEditor(KeyEncryption.of(kekUri)), out, err);
        } catch (KeysetException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    /** How an operator calls it, in the folder of any service. */
    static String command(String arguments) {
        return "'java -cp \"lib/main/*\" " + KeysetTool.class.getName() + " " + arguments + "'";
    }

    private static int act(String[] args, KeysetEditor editor, PrintStream out, PrintStream err) {
        Path file = Path.of(args[1]);
        switch (args[0]) {
            case "create" -> editor.create(file);
            case "create-signing" -> editor.createSigning(file);
            case "rotate" -> editor.rotate(file);
            case "encrypt" -> editor.encrypt(file);
            case "show" -> {
                show(editor.contents(file), out);
                return DONE;
            }
            case "add" -> {
                out.println("Added key " + editor.add(file)
                        + ". Give the file to all services that have this keyset, then promote the key.");
            }
            case "promote" -> editor.promote(file, key(args[2]));
            case "remove" -> editor.remove(file, key(args[2]));
            case "public" -> {
                editor.writePublic(file, Path.of(args[2]));
                out.println("Done: " + args[2] + ". It is no secret.");
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

    private static void show(KeysetEditor.Contents contents, PrintStream out) {
        contents.ids().forEach(id -> out.println("key " + id + (id == contents.primary() ? ", primary" : "")));
    }

    private static long key(String text) {
        if (!text.matches("[0-9]{1,10}")) {
            throw new KeysetException("'" + text + "' is no id of a key. 'show FILE' names them.");
        }
        return Long.parseLong(text);
    }
}
