package io.coupabridge.token.connect;

/**
 * A field of the form.
 *
 * @param value null where none is shown, as of a secret
 * @param problem null when there is none
 * @param focused whether to begin here
 */
record LinkField(Entry entry, String value, String problem, boolean focused) {

    /** What is to be entered. */
    enum Entry {
        BASE_URL(
                "baseUrl",
                "Base URL",
                "The address at which you sign in to Coupa, such as https://northwind.coupahost.com.",
                "text"),
        CLIENT_ID("clientId", "Client ID", "Coupa calls it Identifier.", "text"),
        CLIENT_SECRET(
                "clientSecret",
                "Client Secret",
                "Coupa calls it Secret. It is stored encrypted, and never shown again.",
                "password");

        final String field;
        final String label;
        final String hint;
        final String type;

        Entry(String field, String label, String hint, String type) {
            this.field = field;
            this.label = label;
            this.hint = hint;
            this.type = type;
        }
    }

    /** As the form and the REST API call it. */
    public String name() {
        return entry.field;
    }

    public String label() {
        return entry.label;
    }

    public String hint() {
        return entry.hint;
    }

    public String type() {
        return entry.type;
    }

    /** The ids of what describes it. */
    public String describedBy() {
        return name() + "-hint" + (problem == null ? "" : " " + name() + "-problem");
    }
}
