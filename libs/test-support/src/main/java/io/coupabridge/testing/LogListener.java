package io.coupabridge.testing;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the service under test logs, with the parameters and failures of each line. Close it. */
public final class LogListener extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    /** @param logger empty for all */
    public LogListener(String logger) {
        this.logger = Logger.getLogger(logger);
        setLevel(Level.ALL);
        this.logger.addHandler(this);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
        if (line.getParameters() != null && line.getParameters().length > 0) {
            text.append(Arrays.toString(line.getParameters()));
        }
        if (line.getThrown() != null) {
            text.append(line.getThrown());
        }
        lines.add(text.toString());
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
