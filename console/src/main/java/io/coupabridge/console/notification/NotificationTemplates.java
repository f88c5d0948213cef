package io.coupabridge.console.notification;

import io.coupabridge.console.page.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The pages about who is told of what. */
@CheckedTemplate(basePath = "notifications")
final class NotificationTemplates {

    static native TemplateInstance list(Frame frame, NotificationPage page);

    static native TemplateInstance secret(Frame frame, String back, String secret);

    static native TemplateInstance mailbox(Frame frame, String shown, String whom, String action);

    static native TemplateInstance deliveries(Frame frame, DeliveriesPage page);

    private NotificationTemplates() {}

    /**
     * Who is told.
     *
     * @param path of the page
     * @param changes whether the person may change it
     * @param mail whether e-mail is set up
     * @param form tells a form that is sent twice
     * @param fault what was wrong with the form, in a sentence; null when nothing was
     */
    record NotificationPage(
            String path,
            boolean changes,
            boolean possible,
            boolean mail,
            List<Subscription> subscriptions,
            String form,
            String fault) {

        public List<Notice.Kind> kinds() {
            return List.of(Notice.Kind.values());
        }
    }

    /**
     * What was sent to one of them.
     *
     * @param path of the page of all
     * @param next the sequence below which the next page begins; null when there is none
     */
    record DeliveriesPage(
            String path, boolean changes, Subscription subscription, List<DeliveryLine> lines, Long next) {}
}
