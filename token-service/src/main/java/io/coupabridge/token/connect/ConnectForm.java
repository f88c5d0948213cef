package io.coupabridge.token.connect;

import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.token.admin.LinkedConnection;
import io.coupabridge.token.link.ConnectLink;
import io.coupabridge.token.link.LinkState;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Does what was asked for on the page, and shows there what hinders it. */
@Singleton
class ConnectForm {

    private static final int BAD_REQUEST = 400;

    private final LinkedConnection connections;
    private final LinkScreens screens;

    ConnectForm(LinkedConnection connections, LinkScreens screens) {
        this.connections = connections;
        this.screens = screens;
    }

    /**
     * @param body of the form
     * @param address of the page, as a browser at the page resolves it
     * @throws io.coupabridge.token.admin.ClosedLinkException when the link no longer serves for this
     */
    Response take(ConnectLink link, String body, String address) {
        LinkForm sent = LinkForm.of(body);
        try {
            switch (sent.action()) {
                case LinkForm.VERIFY -> connections.verify(link);
                case LinkForm.ADDRESS -> {
                    connections.address(sent.baseUrl());
                    return LinkAnswer.ok(screens.of(link, draft(sent, Map.of(), null)));
                }
                default -> connections.save(link, sent.entered());
            }
            return LinkAnswer.seeOther(address);
        } catch (HttpValidationProblem e) {
            if (link.state() == LinkState.USED) {
                // its page has no form any more, whose fields could say it
                return LinkAnswer.of(ClosedScreen.of(LinkState.USED));
            }
            return LinkAnswer.of(BAD_REQUEST, screens.of(link, draft(sent, Inputs.sentences(e), null)));
        } catch (HttpProblem e) {
            return LinkAnswer.of(e.getStatusCode(), screens.of(link, draft(sent, Map.of(), e.getDetail())));
        }
    }

    /** What was entered stands in the form again, but for the secret. */
    private static LinkDraft draft(LinkForm sent, Map<String, String> problems, String trouble) {
        return sent.action().equals(LinkForm.VERIFY)
                ? new LinkDraft(null, null, problems, trouble)
                : new LinkDraft(sent.baseUrl(), sent.clientId(), problems, trouble);
    }
}
