package io.coupabridge.local;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The example consumers of {@code docs/examples}, against the demo's Kafka. */
final class ExampleConsumers {

    private static final String SCRIPT = "docs/examples/run";
    private static final int MINUTES = 10;

    private final DemoSettings settings;
    private final Console console;

    ExampleConsumers(DemoSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    /** @return whether each of them found every receipt right */
    boolean run() throws IOException {
        console.title("Running the example consumers (" + SCRIPT + ")");
        Process script = new ProcessBuilder(SCRIPT, settings.bootstrapServers())
                .directory(settings.project().toFile())
                .inheritIO()
                .start();
        try {
            if (!script.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new DemoException(SCRIPT + " did not end within " + MINUTES + " minutes.");
            }
            return script.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted.", e);
        } finally {
            script.destroy();
        }
    }
}
