package io.coupabridge.edge.health;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the service's own database stores, and the request budget's if it has one. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {

    private final Map<String, WriteProbe> writes = new LinkedHashMap<>();
    private final Map<String, Probe> probes = new LinkedHashMap<>();

    DatabaseReadiness(
            @ConfigProperty(name = "quarkus.application.name") String service,
            AgroalDataSource own,
            @DataSource("budget") InjectableInstance<AgroalDataSource> budget,
            MeterRegistry metrics) {
        add(service, "The database " + service, own);
        probes.get(service).meter(metrics, "database");
        if (budget.getHandle().getBean().isActive()) {
            add("request-budget", "The request budget's database", budget.get());
            probes.get("request-budget").meter(metrics, "request-budget");
        }
    }

    private void add(String database, String words, AgroalDataSource dataSource) {
        WriteProbe write = new WriteProbe(dataSource);
        writes.put(database, write);
        probes.put(database, new Probe(words, () -> {
            String trouble = write.trouble();
            return trouble.isEmpty() ? Map.of() : Map.of(database, trouble);
        }));
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("databases");
        boolean up = true;
        for (Map.Entry<String, Probe> each : probes.entrySet()) {
            Map<String, String> troubles = each.getValue().troubles();
            response.withData(
                    each.getKey(), troubles.values().stream().findFirst().orElse("answers"));
            up &= troubles.isEmpty();
        }
        return response.status(up).build();
    }

    void start(@Observes StartupEvent event) {
        probes.values().forEach(Probe::start);
    }

    void stop(@Observes ShutdownEvent event) {
        probes.values().forEach(Probe::close);
        writes.values().forEach(WriteProbe::close);
    }
}
