package io.coupabridge.token.verification;

import io.coupabridge.client.failure.CertificateFault;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.token.grant.GrantResult;

/** What administrators read: what is the matter, and where in Coupa it is put right (coupa-api §2.1). */
final class VerificationMessages {

    private static final String CLIENTS = "Setup > Integrations > OAuth2/OpenID Connect Clients";

    static final String PENDING = "The connection is stored and being verified.";
    static final String ALL_GRANTED = "Coupa accepts the client, and every wanted task may run.";
    static final String SOME_GRANTED = "Coupa accepts the client, but not every task may run: each task says why.";
    static final String SECRET_UNREADABLE = "The stored Client Secret does not open with this service's keys any more."
            + " Save the connection again with its Client Secret, or give the service the older keyset.";
    static final String LEFT_ALONE =
            "Coupa has refused this Client ID and Client Secret ten times within 24 hours, so they"
                    + " are left alone for now. Look the client up in Coupa under " + CLIENTS
                    + " and save its Client ID and Client Secret here.";
    static final String API_KEY_RETIRED = "Coupa answered 401 to the API key: it has accepted none since January 2023."
            + " An Integration Admin has to create a client with the grant type 'Client credentials' in Coupa under "
            + CLIENTS + " and save its Client ID and Client Secret here.";

    private VerificationMessages() {}

    static String apiKeyAnswered(int status) {
        return "Coupa answered " + status
                + " to the API key. API keys are not used here, whatever Coupa answers: create a"
                + " client with the grant type 'Client credentials' in Coupa under " + CLIENTS
                + " and save its Client ID and Client Secret here.";
    }

    static String refused(GrantResult.Refusal refusal, String seen) {
        return refusal == GrantResult.Refusal.GRANT_NOT_ALLOWED || refusal == GrantResult.Refusal.INVALID_REQUEST
                ? "Coupa does not let this client use client credentials (" + seen + "). Create a client with the grant"
                        + " type 'Client credentials' in Coupa under " + CLIENTS
                        + " and save its Client ID and Client Secret here."
                : "Coupa does not accept the Client ID and the Client Secret (" + seen
                        + "): one of them is wrong, or the"
                        + " client was deactivated, given a new secret, or made for another grant type than 'Client"
                        + " credentials'. Look it up in Coupa under " + CLIENTS
                        + " and save both here again.";
    }

    static String outage(GrantResult.Outage outage, String host, String seen) {
        return switch (outage) {
            case TOKEN_ENDPOINT_UNREACHABLE ->
                "Coupa's token endpoint at " + host + " cannot be reached (" + seen
                        + "). It is tried again; tokens that are still valid go on working.";
            case INVALID_CERTIFICATE ->
                CertificateFault.sentence(host, seen)
                        + " It is tried again; tokens that are still valid go on working.";
            case TOKEN_ENDPOINT_THROTTLED, TOKEN_ENDPOINT_UNAVAILABLE ->
                "Coupa's token endpoint at " + host
                        + " does not work at the moment (" + seen
                        + "). It is tried again; tokens that are still valid go on working.";
            case TOKEN_TOO_SHORT ->
                "Coupa at " + host + " grants tokens that end before they can be used (" + seen
                        + " s). Have their lifetime in Coupa raised; it is tried again.";
            case UNEXPECTED_ANSWER ->
                "What answers at " + host + " is not Coupa's token endpoint (" + seen
                        + "): the address is wrong, or Coupa is in maintenance. Check the address; it is tried again.";
        };
    }

    static String apiOutage(String sentence) {
        return sentence + " It is tried again; tokens that are still valid go on working.";
    }

    static TaskAccess granted(Task task) {
        return new TaskAccess(Verdict.GRANTED, "Coupa grants " + task.scope() + ".");
    }

    static TaskAccess scopeMissing(Task task, String seen) {
        return new TaskAccess(
                Verdict.SCOPE_MISSING,
                "The client in Coupa lacks the scope " + task.scope() + " (" + seen
                        + "). Add it to the client in Coupa under " + CLIENTS + ", then verify the connection again.");
    }

    static TaskAccess forbidden(Task task, String sentence) {
        return new TaskAccess(
                Verdict.FORBIDDEN,
                sentence + " Either the client lacks the scope " + task.scope()
                        + ", or a role of the user behind it does"
                        + " not let it read this data. Look at both in Coupa, the client under " + CLIENTS
                        + ", then verify the connection again.");
    }

    static TaskAccess rejectedTooOften(Task task, int times) {
        return new TaskAccess(
                Verdict.FORBIDDEN,
                "Coupa refused " + times + " tokens for " + task.scope() + " within an hour that it had issued itself."
                        + " Check the client in Coupa under " + CLIENTS
                        + "; the connection is verified again in an hour, or when you verify it.");
    }

    static TaskAccess unknown(String why) {
        return new TaskAccess(Verdict.UNKNOWN, "Not verified yet. " + why);
    }
}
