package io.coupabridge.token.connect;

import java.util.Map;

/**
 * What was just entered and is not stored.
 *
 * @param baseUrl null for the stored one
 * @param clientId likewise
 * @param problems sentences by the fields' names
 * @param trouble why nothing was done; null when the fields say it, or it was done
 */
record LinkDraft(String baseUrl, String clientId, Map<String, String> problems, String trouble) {

    static final LinkDraft NONE = new LinkDraft(null, null, Map.of(), null);
}
