package io.coupabridge.benchmark.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the hot inner parts, each in JVMs of its own, and writes the figures as a table in Markdown. From this
 * module's target: {@code java -cp "jmh-benchmarks-1.0.0-SNAPSHOT.jar:lib/*"}, then the name of this class and its words.
 */
public final class MicroBenchmarks {

    private static final String USAGE = """
            Usage: MicroBenchmarks [--smoke] [JMH OPTION...] [NAME...] FILE
              --smoke  one iteration of 50 ms each, cold and in this JVM: shows that they work, and measures nothing
              NAME     regular expression: only benchmarks that it finds, such as Page
              FILE     where the table goes; replaced
            JMH's options, such as -f 1 -wi 3 -i 5: as JMH says itself.
            """;

    private static final String HEAD = "# The hot inner parts\n\n"
            + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version() + ", "
            + System.getProperty("os.name") + " " + System.getProperty("os.version") + "; commit "
            + System.getProperty("benchmark.commit", "unknown") + ". Measured "
            + Instant.now().truncatedTo(ChronoUnit.MINUTES)
            + " by `benchmarks/run inner-parts`. The JVMs are JMH's, without `deploy/jvm.options`: compare with another"
            + " commit on the same machine, not with a service.\n\n";

    private static final String SMOKE = "--smoke";
    private static final TimeValue SECOND = TimeValue.seconds(1);

    private MicroBenchmarks() {}

    /** Ends with 0 when every benchmark ran, 1 when one failed, 2 when it was called wrongly. */
    public static void main(String[] args) throws IOException {
        System.exit(outcome(args));
    }

    private static int outcome(String[] args) throws IOException {
        try {
            run(args);
            return 0;
        } catch (CommandLineOptionException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            return 2;
        } catch (RunnerException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** @throws RunnerException when a benchmark failed, or none was found; nothing is written then */
    static Collection<RunResult> run(String... args) throws CommandLineOptionException, RunnerException, IOException {
        if (args.length == 0 || args[args.length - 1].startsWith("-")) {
            throw new IllegalArgumentException("The last word has to be the file for the table.");
        }
        Path file = Path.of(args[args.length - 1]);
        List<String> words = Arrays.asList(args).subList(0, args.length - 1);
        Collection<RunResult> results = new Runner(options(words)).run();
        Files.writeString(file, HEAD + ResultTable.of(results));
        return results;
    }

    private static Options options(List<String> words) throws CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(
                words.stream().filter(word -> !word.equals(SMOKE)).toArray(String[]::new));
        ChainedOptionsBuilder options = new OptionsBuilder().parent(given).shouldFailOnError(true);
        return (words.contains(SMOKE) ? smoke(options) : full(options, given)).build();
    }

    private static ChainedOptionsBuilder smoke(ChainedOptionsBuilder options) {
        return options.forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50));
    }

    /** About five minutes for all; JMH's own defaults would take an hour and a half. */
    private static ChainedOptionsBuilder full(ChainedOptionsBuilder options, CommandLineOptions given) {
        return options.forks(given.getForkCount().orElse(2))
                .warmupIterations(given.getWarmupIterations().orElse(5))
                .warmupTime(given.getWarmupTime().orElse(SECOND))
                .measurementIterations(given.getMeasurementIterations().orElse(5))
                .measurementTime(given.getMeasurementTime().orElse(SECOND));
    }
}
