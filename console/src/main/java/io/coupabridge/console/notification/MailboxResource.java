package io.coupabridge.console.notification;

import io.coupabridge.console.notification.Mailboxes.Waiting;
import io.coupabridge.console.page.Frame;
import io.coupabridge.console.page.Viewer;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.trail.Who;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;

/** The page that the link of a mailbox opens, for who reads the mailbox and sees the tenant that it is about. */
@Path("/mailboxes/{link}")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class MailboxResource {

    private static final String ABOUT = "Whether this mailbox is told of what happens.";

    private final Mailboxes mailboxes;
    private final Viewer viewer;
    private final Caller caller;

    MailboxResource(Mailboxes mailboxes, Viewer viewer, Caller caller) {
        this.mailboxes = mailboxes;
        this.viewer = viewer;
        this.caller = caller;
    }

    /** Asks, and changes nothing: programs open links in e-mail too. */
    @GET
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance ask(@PathParam("link") String link) {
        Waiting mailbox = mailboxes.of(link).filter(found -> reachable(found)).orElseThrow(MailboxResource::none);
        return page(mailbox, "/mailboxes/" + link, null);
    }

    /** Confirms the mailbox. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public TemplateInstance confirm(@PathParam("link") String link) {
        Waiting mailbox = mailboxes
                .of(link)
                .filter(found -> reachable(found))
                .flatMap(found -> mailboxes.confirm(Who.of(caller), link))
                .orElseThrow(MailboxResource::none);
        return page(mailbox, "", "The mailbox is told of what happens from now on.");
    }

    /** Whether the person sees the tenant that it is about. */
    private boolean reachable(Waiting mailbox) {
        return mailbox.owner().tenant() == null
                ? viewer.operates()
                : caller.mayReach(mailbox.owner().tenant());
    }

    /** @param action of the form; empty when there is nothing left to do */
    private TemplateInstance page(Waiting mailbox, String action, String done) {
        Frame frame = new Frame("Confirm a mailbox", "notifications", ABOUT, viewer, done);
        return NotificationTemplates.mailbox(frame, mailbox.shown(), Mailboxes.whom(mailbox.owner()), action);
    }

    private static HttpProblem none() {
        return HttpProblem.valueOf(
                Status.NOT_FOUND, "There is no such link: it was used, or it has ended. Have the mailbox added again.");
    }
}
