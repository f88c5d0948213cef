package io.coupabridge.simulator.cli;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.SimulatorConfig;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** The simulator as a program. It runs until it is told to end by a signal. */
public final class SimulatorMain {

    private static final String HELP = """
            Simulates Coupa instances on ports of 127.0.0.1: OAuth2, users, expense reports and expense lines.

            Usage: java -jar coupa-simulator-VERSION-runner.jar OPTIONS

              --instance SETTINGS    an instance, as NAME=VALUE parts with commas; may be given several times
                                     --instance name=acme,port=8081,users=2000,lines=20000
                name=NAME            what it is called                                 name=acme
                port=PORT            its port; 0 or left out for any free one          port=8081
                users=COUNT          how many users                                    users=2000
                lines=COUNT          how many expense lines                            lines=20000
                seed=NUMBER          the same seed makes the same data                 seed=7
                zone=ZONE            the company's time zone                           zone=Europe/Berlin
                latency=MILLIS       how long every answer takes                       latency=300
                limit=RATE/BURST     requests a second, and the burst above them       limit=25/20
                client=ID:SECRET:SCOPES   an OAuth2 client                             client=id:secret:core.user.read+core.expense.read
                                     Further settings are those of the file: idGap, idLeap, firstLineId, tiedUpdates, …
              --config FILE          instances from a JSON file                        --config simulator.json
                                     {"controlPort":8070,"instances":[{"name":"acme","users":2000,"latencyMillis":50,
                                      "clients":[{"id":"id","secret":"secret","scopes":["core.user.read"]}]}]}
              --control-port PORT    the control API for all instances                 --control-port 8070
                                     Each instance also has its own below /_control.
              --help                 this text                                         --help
            """;

    private SimulatorMain() {}

    public static void main(String[] args) throws InterruptedException {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.help()) {
                out.print(HELP);
                return 0;
            }
            serve(SimulatorConfig.parse(arguments.config()), out);
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException wrong) {
            err.println("coupa-simulator: " + wrong.getMessage());
            return 2;
        }
    }

    private static void serve(SimulatorConfig config, PrintStream out) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CoupaSimulator simulator = CoupaSimulator.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            simulator.close();
            end.countDown();
        }));
        for (CoupaInstance instance : simulator.instances()) {
            out.println(instance.name() + "  " + instance.origin() + "  "
                    + instance.data().users().count() + " users, "
                    + instance.data().expenseLines().count() + " expense lines");
        }
        simulator.controlPort().ifPresent(port -> out.println("control  http://127.0.0.1:" + port + "/instances"));
        out.println("ready");
        out.flush();
        end.await();
    }
}
