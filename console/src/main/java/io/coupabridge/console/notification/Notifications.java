package io.coupabridge.console.notification;

import io.coupabridge.edge.health.RegularLook;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The sending of notices, which works by itself once it is started. Every replica does it. */
@Singleton
public class Notifications {

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration COUNT = Duration.ofSeconds(5);
    private static final Duration SELDOM = Duration.ofMinutes(1);

    private final Courier courier;
    private final RegularLook deliveries;
    private final RegularLook counts;
    private final RegularLook outages;

    Notifications(
            Courier courier,
            NotificationMetrics metrics,
            OpenCauses causes,
            NoticeStore notices,
            Subscriptions subscriptions,
            Mailboxes mailboxes) {
        this.courier = courier;
        this.deliveries = new RegularLook("notices", EVERY, courier::look);
        this.counts = new RegularLook("notice-counts", COUNT, metrics::look);
        this.outages = new RegularLook("long-outages", SELDOM, () -> {
            causes.tellOfLongOutages();
            notices.forgetOld();
            subscriptions.forgetOldSecrets();
            mailboxes.forgetUnconfirmed();
        });
    }

    public void start() {
        deliveries.start();
        counts.start();
        outages.start();
    }

    public void stop() {
        deliveries.close();
        courier.stop();
        counts.close();
        outages.close();
    }
}
