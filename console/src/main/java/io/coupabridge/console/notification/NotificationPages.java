package io.coupabridge.console.notification;

import io.coupabridge.console.notification.NotificationTemplates.DeliveriesPage;
import io.coupabridge.console.notification.NotificationTemplates.NotificationPage;
import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.console.notification.Subscription.Made;
import io.coupabridge.console.notification.Subscription.Wish;
import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.coupabridge.edge.trail.Who;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages about notifications, of the operators and of a tenant. */
@Singleton
class NotificationPages {

    private static final int ON_A_PAGE = 50;
    private static final String ABOUT =
            "Webhooks and mailboxes that are told when somebody is needed, when all is well again, and when runs fail.";

    private final Subscriptions subscriptions;
    private final Deliveries deliveries;
    private final Viewer viewer;
    private final Caller caller;
    private final UriInfo here;

    NotificationPages(Subscriptions subscriptions, Deliveries deliveries, Viewer viewer, Caller caller, UriInfo here) {
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.viewer = viewer;
        this.caller = caller;
        this.here = here;
    }

    /**
     * Whose pages they are.
     *
     * @param path of the first of them
     */
    record Place(Owner owner, String path) {

        String title() {
            return owner.tenant() == null ? "Notifications" : "Notifications of " + owner.tenant();
        }
    }

    /** What somebody has entered. */
    record Entry(String form, String target, List<String> kinds, String id) {

        @Override
        public String toString() {
            return "Entry[" + form + ", " + kinds + "]";
        }
    }

    Response list(Place place, String done) {
        return Response.ok(list(place, NotificationDone.sentence(done), null)).build();
    }

    Response add(Place place, Entry entry) {
        Made made;
        try {
            made = subscriptions.add(Who.of(caller), caller.subject(), wish(place, entry));
        } catch (RefusedSubscriptionException e) {
            return refused(place, e);
        }
        return made.secret() == null ? back(place.path(), NotificationDone.LINK_SENT) : shown(place, made);
    }

    Response rotate(Place place, String id) {
        try {
            return subscriptions
                    .rotate(Who.of(caller), place.owner(), uuid(id))
                    .map(made -> shown(place, made))
                    .orElseThrow(NotificationPages::none);
        } catch (RefusedSubscriptionException e) {
            return refused(place, e);
        }
    }

    Response remove(Place place, String id) {
        if (!subscriptions.remove(Who.of(caller), place.owner(), uuid(id))) {
            throw none();
        }
        return back(place.path(), NotificationDone.REMOVED);
    }

    Response deliveries(Place place, String id, String before, String done) {
        UUID wanted = uuid(id);
        Subscription subscription = subscriptions.of(place.owner()).stream()
                .filter(each -> each.id().equals(wanted))
                .findFirst()
                .orElseThrow(NotificationPages::none);
        long below = Inputs.number("before", before).orElse(Long.MAX_VALUE);
        Listing<DeliveryLine> lines = Listing.of(ON_A_PAGE, most -> deliveries.of(place.owner(), wanted, below, most));
        Frame frame = new Frame(
                "Deliveries to " + subscription.shown(),
                "notifications",
                "What was sent there, how it was answered, and what is still to come.",
                viewer,
                NotificationDone.sentence(done));
        return Response.ok(NotificationTemplates.deliveries(
                                frame,
                                new DeliveriesPage(
                                        place.path(),
                                        changes(),
                                        subscription,
                                        lines.shown(),
                                        lines.next(DeliveryLine::sequence)))
                        .render())
                .build();
    }

    Response again(Place place, String id, String sequence) {
        long number = Inputs.number("sequence", sequence).orElseThrow(NotificationPages::none);
        if (!deliveries.again(Who.of(caller), place.owner(), uuid(id), number)) {
            throw none();
        }
        return back(place.path() + "/" + uuid(id), NotificationDone.AGAIN);
    }

    private Response refused(Place place, RefusedSubscriptionException refusal) {
        return Response.status(Status.BAD_REQUEST)
                .entity(list(place, null, refusal.getMessage()))
                .build();
    }

    private String list(Place place, String done, String fault) {
        return NotificationTemplates.list(
                        new Frame(place.title(), "notifications", ABOUT, viewer, done),
                        new NotificationPage(
                                place.path(),
                                changes(),
                                subscriptions.possible(),
                                subscriptions.mailPossible(),
                                subscriptions.of(place.owner()),
                                UUID.randomUUID().toString(),
                                fault))
                .render();
    }

    private Response shown(Place place, Made made) {
        Frame frame = new Frame(
                "Signing secret",
                "notifications",
                "With this secret the receiver makes sure that a notice is ours. It is shown this once.",
                viewer);
        return Response.ok(NotificationTemplates.secret(frame, place.path(), made.secret())
                        .render())
                .build();
    }

    private boolean changes() {
        return viewer.is(Role.OPERATOR, Role.INTEGRATION_ADMIN);
    }

    private Wish wish(Place place, Entry entry) {
        Form form = Stream.of(Form.values())
                .filter(each -> each.name().equals(entry.form()))
                .findFirst()
                .orElseThrow(() -> HttpProblem.valueOf(Status.BAD_REQUEST, "The form is not one of this page."));
        List<String> chosen = entry.kinds() == null ? List.of() : entry.kinds();
        Set<Notice.Kind> kinds = Stream.of(Notice.Kind.values())
                .filter(kind -> chosen.contains(kind.name()))
                .collect(Collectors.toSet());
        return new Wish(uuid(entry.id()), place.owner(), form, entry.target(), kinds, here.getBaseUri());
    }

    private static UUID uuid(String value) {
        try {
            return UUID.fromString(value == null ? "" : value);
        } catch (IllegalArgumentException e) {
            throw none();
        }
    }

    private static HttpProblem none() {
        return HttpProblem.valueOf(Status.NOT_FOUND, "There is no such notification here.");
    }

    private static Response back(String path, NotificationDone done) {
        return Response.seeOther(URI.create(path + "?done=" + done)).build();
    }
}
