package io.coupabridge.token.admin;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.link.ConnectLink;
import io.coupabridge.token.link.ConnectLinks;
import io.coupabridge.token.link.LinkState;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.TransactionExceptionResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the holder of a connect link may do to the connection: save and verify it, by the rules, within the limits and into the
 * trail of the REST API. Nothing waits for the verdict.
 */
@Singleton
public class LinkedConnection {

    private final ConnectionCommands commands;
    private final ConnectionViews views;
    private final Line line;
    private final BaseUrlRules rules;
    private final Connections connections;
    private final Credentials credentials;
    private final ConnectLinks links;

    LinkedConnection(
            ConnectionCommands commands,
            ConnectionViews views,
            Line line,
            BaseUrlRules rules,
            Connections connections,
            Credentials credentials,
            ConnectLinks links) {
        this.commands = commands;
        this.views = views;
        this.line = line;
        this.rules = rules;
        this.connections = connections;
        this.credentials = credentials;
        this.links = links;
    }

    /** What was entered; nothing of it is null. */
    public record Entered(String baseUrl, String clientId, String clientSecret) {

        @Override
        public String toString() {
            return "Entered[baseUrl=" + baseUrl + ", clientId=" + clientId + ", clientSecret=hidden]";
        }
    }

    private record Client(BaseUrl baseUrl, String clientId, Secret secret) {}

    public Optional<ConnectionView> find(TenantId tenant) {
        return views.find(tenant);
    }

    /** @throws HttpProblem that names the field, when it is no address of a Coupa instance */
    public BaseUrl address(String baseUrl) {
        ConnectionInputs inputs = new ConnectionInputs();
        BaseUrl address = inputs.baseUrl(rules, baseUrl);
        inputs.finish();
        return address;
    }

    /**
     * Saves what was entered and starts its verification. The same again changes nothing, also when the link is used up.
     *
     * @throws HttpProblem as the REST API answers; it names every field that will not do
     * @throws ClosedLinkException when nothing can be saved by the link any more
     */
    public void save(ConnectLink link, Entered entered) {
        Client client = checked(entered);
        line.inTurn(() -> QuarkusTransaction.requiringNew().call(() -> {
            connections.ensure(link.tenant());
            ConnectLink now = locked(link);
            if (now.state() == LinkState.OPEN) {
                count(link);
                long verification =
                        commands.save(link.tenant(), client.baseUrl(), client.clientId(), client.secret(), Set.of());
                links.saved(link, credentialVersion(link.tenant()), verification);
            } else if (now.state() != LinkState.USED || !isStored(link.tenant(), client)) {
                throw new ClosedLinkException(now.state());
            }
            return null;
        }));
    }

    /**
     * Verifies what is stored. A verification that runs is joined, and nothing else is done.
     *
     * @throws HttpProblem as the REST API answers
     * @throws ClosedLinkException when the link has ended
     */
    public void verify(ConnectLink link) {
        line.inTurn(() -> QuarkusTransaction.requiringNew()
                // what was published stays so, as over REST
                .exceptionHandler(e -> e instanceof HttpProblem
                        ? TransactionExceptionResult.COMMIT
                        : TransactionExceptionResult.ROLLBACK)
                .call(() -> {
                    ConnectLink now = locked(link);
                    if (!now.isAlive()) {
                        throw new ClosedLinkException(now.state());
                    }
                    links.verifies(link, running(link.tenant()).orElseGet(() -> verifyAnew(link)));
                    return null;
                }));
    }

    private Client checked(Entered entered) {
        ConnectionInputs inputs = new ConnectionInputs();
        BaseUrl baseUrl = inputs.baseUrl(rules, entered.baseUrl());
        String clientId = inputs.clientId(entered.clientId());
        // a form sends what was left empty
        Secret secret = entered.clientSecret().isEmpty() ? null : inputs.pastedSecret(entered.clientSecret());
        inputs.finish();
        return new Client(baseUrl, clientId, secret);
    }

    /** Under the lock of the connection, in the order of all who lock both. */
    private ConnectLink locked(ConnectLink link) {
        connections.lock(link.tenant());
        return links.lock(link).orElseThrow(() -> new ClosedLinkException(LinkState.EXPIRED));
    }

    private Optional<Long> running(TenantId tenant) {
        return connections.find(tenant).filter(ConnectionRow::isVerifying).map(row -> row.verification);
    }

    private long verifyAnew(ConnectLink link) {
        count(link);
        return commands.verify(link.tenant());
    }

    /** Who holds a link is nobody whom we know. */
    private void count(ConnectLink link) {
        Duration pause = links.count(link);
        if (!pause.isZero()) {
            throw Problems.tooMuchByLink(pause);
        }
    }

    private long credentialVersion(TenantId tenant) {
        return connections.find(tenant).orElseThrow().credentialVersion;
    }

    private boolean isStored(TenantId tenant, Client client) {
        return connections
                .find(tenant)
                .filter(row -> client.baseUrl().equals(row.address())
                        && client.clientId().equals(row.clientId)
                        && (client.secret() == null || credentials.holds(row, client.secret())))
                .isPresent();
    }
}
