package io.coupabridge.token.connect;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.token.admin.ConnectionView;
import io.coupabridge.token.admin.LinkedConnection;
import io.coupabridge.token.connect.LinkField.Entry;
import io.coupabridge.token.link.ConnectLink;
import io.coupabridge.token.link.LinkState;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Puts together what the page of a link shows, from what is stored and what was just entered. */
@Singleton
class LinkScreens {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final LinkedConnection connections;
    private final String openers;

    LinkScreens(LinkedConnection connections, ConnectConfig config) {
        this.connections = connections;
        this.openers = String.join(" ", config.frameAncestors().orElse(Set.of()));
    }

    LinkScreen of(ConnectLink link) {
        return of(link, LinkDraft.NONE);
    }

    LinkScreen of(ConnectLink link, LinkDraft draft) {
        ConnectionView connection = connections.find(link.tenant()).orElse(null);
        LinkSituation situation = LinkSituation.of(link, connection);
        boolean form = link.state() == LinkState.OPEN
                && (situation.takesClient() || !draft.problems().isEmpty());
        String baseUrl = draft.baseUrl() == null ? stored(connection) : draft.baseUrl();
        return new LinkScreen(
                situation,
                link.tenant().value(),
                draft.trouble(),
                detail(situation, connection),
                scopes(connection),
                scopesUrl(baseUrl),
                form ? fields(link, connection, baseUrl, draft) : List.of(),
                situation.showsTasks() ? tasks(connection, situation) : List.of(),
                openers,
                TIME.format(link.expiresAt()));
    }

    private static String detail(LinkSituation situation, ConnectionView connection) {
        return switch (situation) {
            case REAUTHORIZE, REFUSED, UNREACHED, RETIRED_KEY -> connection.message();
            case FOUND_IN_PART, FOUND_UNREACHED, FOUND_ASKING -> connection.message();
            case CONNECTED, IN_PART -> connection.warning();
            case CONNECT, REPLACE, ASKING, DISCONNECTED -> null;
        };
    }

    private static List<LinkField> fields(
            ConnectLink link, ConnectionView connection, String baseUrl, LinkDraft draft) {
        // who holds a fresh link need not see which client somebody else has entered
        String known = link.savedAt() == null || connection == null ? null : connection.clientId();
        List<LinkField> fields = new ArrayList<>();
        for (Entry entry : Entry.values()) {
            String value = switch (entry) {
                case BASE_URL -> baseUrl;
                case CLIENT_ID -> draft.clientId() == null ? known : draft.clientId();
                case CLIENT_SECRET -> null;
            };
            String problem = draft.problems().get(entry.field);
            boolean first = fields.stream().allMatch(before -> before.problem() == null);
            fields.add(new LinkField(entry, value, problem, problem != null && first));
        }
        return fields;
    }

    private static String stored(ConnectionView connection) {
        return connection == null ? null : connection.baseUrl();
    }

    private static List<String> scopes(ConnectionView connection) {
        return Task.all().stream()
                .filter(task -> connection == null
                        ? task.wantedByDefault()
                        : connection.tasks().get(task).verdict() != Verdict.NOT_WANTED)
                .map(Task::scope)
                .toList();
    }

    private static List<VerdictLine> tasks(ConnectionView connection, LinkSituation situation) {
        return connection.tasks().entrySet().stream()
                .filter(task -> task.getValue().verdict() != Verdict.NOT_WANTED)
                .map(task -> VerdictLine.of(task.getKey(), task.getValue(), situation == LinkSituation.ASKING))
                .toList();
    }

    /** Nothing leads to an address that may not be one of a Coupa. */
    private String scopesUrl(String baseUrl) {
        if (baseUrl == null) {
            return null;
        }
        try {
            BaseUrl address = connections.address(baseUrl);
            return address + "/oauth2/scopes";
        } catch (HttpProblem e) {
            return null;
        }
    }
}
