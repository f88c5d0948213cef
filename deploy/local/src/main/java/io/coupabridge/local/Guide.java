package io.coupabridge.local;

import io.coupabridge.testing.process.ChildProcess;
import java.util.List;

/** What the reader of the terminal can try while the demo stays up. */
final class Guide {

    private final DemoSettings settings;
    private final Console console;

    Guide(DemoSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    void print(List<ChildProcess> processes) {
        console.title("Everything stays up; press Ctrl-C to stop it");
        for (Service service : Service.values()) {
            String url = service.managementUrl(settings);
            console.text("  " + String.format("%-16s", service.module()) + url + "/q/health   " + url + "/q/metrics");
        }
        console.text("  console         " + settings.url(DemoSettings.CONSOLE) + "   a button for each login");
        console.text("  REST API        " + Service.TOKEN.url(settings) + "/q/swagger-ui   "
                + Service.TOKEN.url(settings) + "/q/openapi");
        console.text("  Kafka           " + settings.bootstrapServers());
        console.text("  issuer          " + settings.issuer() + "/.well-known/openid-configuration");
        console.text("  simulator       " + settings.url(DemoSettings.SIMULATOR_CONTROL) + "/instances");
        console.text("  logs            .demo/logs (" + processes.size() + " processes)");
        commands();
    }

    private void commands() {
        SimulatedTenant acme = SimulatedTenant.ACME;
        String url = Service.TOKEN.url(settings);
        console.text("");
        console.text("Copy and paste, in another terminal:");
        console.text("  ./demo connect --tenant zeta --base-url " + acme.baseUrl(settings) + " --client-id "
                + acme.clientId() + " --client-secret " + acme.clientSecret());
        console.text("  ./demo send --tenant zeta --task APPLICATION_ROSTER");
        console.text("  ./demo read coupa.roster.users --key zeta/ --max 5");
        console.text("  ./demo read coupa.task-events --key zeta");
        console.text("  curl -s -H \"Authorization: Bearer $(./demo token operator)\" " + url
                + "/api/v1/tenants/borealis/connection");
        console.text("  curl -s -H \"Authorization: Bearer $(./demo token operator)\" " + url + "/api/v1/doctor");
        console.text("  curl -s -X POST " + settings.url(DemoSettings.SIMULATOR_CONTROL)
                + "/instances/acme/data/users -d '{\"insert\":2,\"update\":3}'");
        console.text("  ./demo send --tenant acme --task APPLICATION_ROSTER --mode INCREMENTAL");
    }
}
