package io.coupabridge.runtime.configuration;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.secrets.Sealer;
import io.quarkus.agroal.DataSource;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** The plain libraries as beans, with the service's settings. */
@ApplicationScoped
public class Infrastructure {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** @throws io.coupabridge.secrets.KeysetException when the service has no keyset: it must not start then */
    @Produces
    @Singleton
    Sealer sealer(RuntimeConfig config) {
        return Sealer.fromKeysetFile(config.keysets().tokens());
    }

    @Produces
    @Singleton
    BaseUrlRules baseUrlRules(RuntimeConfig config) {
        return new BaseUrlRules(
                config.allowedSuffixes().orElse(Set.of()),
                config.allowedOrigins().orElse(Set.of()));
    }

    @Produces
    @Singleton
    CoupaHttp coupaHttp(Vertx vertx, BaseUrlRules rules, RuntimeConfig config, Clock clock) {
        CoupaHttp.Settings usual = CoupaHttp.Settings.defaults();
        return new CoupaHttp(
                vertx,
                rules,
                new CoupaHttp.Settings(usual.connectTimeout(), config.run().requestTimeout(), usual.maxBodyBytes()),
                clock);
    }

    void close(@Disposes CoupaHttp http) {
        http.close();
    }

    @Produces
    @Singleton
    RequestBudget requestBudget(@DataSource("budget") AgroalDataSource dataSource) {
        return new RequestBudget(dataSource, RequestBudget.Settings.defaults());
    }
}
