package io.coupabridge.token.connect;

import java.util.List;

/**
 * What the page of a link shows.
 *
 * @param trouble why what was asked for was not done; null when it was, or when the fields say it
 * @param detail what is known of the connection beyond the situation; null when nothing is
 * @param scopes those that the wanted tasks need
 * @param scopesUrl where the instance lists its scopes; null before its host is known
 * @param fields empty when no client can be entered
 * @param tasks empty when there is nothing to say of them
 * @param openers origins of pages that are told the outcome, with spaces between them
 * @param end when the link ends
 */
record LinkScreen(
        LinkSituation situation,
        String tenant,
        String trouble,
        String detail,
        List<String> scopes,
        String scopesUrl,
        List<LinkField> fields,
        List<VerdictLine> tasks,
        String openers,
        String end) {

    public String title() {
        return (hasProblems() ? "Not saved: " : "") + situation.title;
    }

    public String heading() {
        return situation.title;
    }

    public String lead() {
        return situation.lead;
    }

    /** What the opener is told; empty while there is nothing to tell. */
    public String outcome() {
        return situation.outcome == null ? "" : situation.outcome;
    }

    public boolean isAsking() {
        return situation == LinkSituation.ASKING;
    }

    public boolean isVerifiable() {
        return situation.verifies();
    }

    /** Whether a field has the focus, and not the heading. */
    public boolean beginsAtField() {
        return fields.stream().anyMatch(LinkField::focused);
    }

    /** Whether the page is about something that was entered and will not do. */
    public boolean hasProblems() {
        return trouble != null || fields.stream().anyMatch(field -> field.problem() != null);
    }
}
