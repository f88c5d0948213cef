package io.coupabridge.client.address;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a tenant may point (design §3, coupa-api §1): https, and exactly one label in front of a known suffix. Everything
 * else is by the operator's allow-list. What they say of an address never changes. Thread-safe.
 */
public final class BaseUrlRules {

    private static final String EXAMPLE = "https://northwind.coupahost.com";
    private static final int LONGEST = 2_000;

    /** More than a service has tenants at work; beyond, they are judged again. */
    private static final int MOST_ACCEPTED = 10_000;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SUFFIX = Pattern.compile("(" + LABEL + "\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBERS = Pattern.compile("((0x[0-9a-f]*|[0-9]+)\\.)*(0x[0-9a-f]*|[0-9]+)");
    private static final Set<String> NOT_CORE =
            Set.of("supplier", "risk", "ctm", "compass", "success", "io", "cso", "localhost");

    private final Set<String> suffixes;

    /** As texts, which are what is asked for. */
    private final Set<String> allowedOrigins;

    /**
     * What {@link #check} has let pass, since it is asked before every request, and mostly of the same few. As texts: equal
     * addresses may be written differently, and one of them be refused.
     */
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    /**
     * @param extraSuffixes domains under which further instances live, such as {@code coupa.example.gov}
     * @param allowedOrigins exact origins that pass as they are, also over http and on any port, such as
     *     {@code http://127.0.0.1:9081}
     * @throws IllegalArgumentException when an entry is no suffix or no origin; the message names it
     */
    public BaseUrlRules(Set<String> extraSuffixes, Set<URI> allowedOrigins) {
        this.suffixes = Stream.concat(
                        Stream.of("coupahost.com", "coupacloud.com"),
                        extraSuffixes.stream().map(BaseUrlRules::suffix))
                .collect(Collectors.toUnmodifiableSet());
        this.allowedOrigins =
                allowedOrigins.stream().map(entry -> origin(entry).toString()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads what an administrator typed or pasted: a label, a host, or an address whose path, query and fragment are
     * dropped.
     *
     * @throws InvalidBaseUrlException with a sentence for the administrator
     */
    public BaseUrl parse(String input) {
        String text = plain(input);
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "https" : text.substring(0, schemeEnd);
        String authority = text.substring(schemeEnd < 0 ? 0 : schemeEnd + 3).split("[/?#]", 2)[0];
        if (authority.contains("@")) {
            throw new InvalidBaseUrlException(
                    "The address must not contain a user name or a password. Enter only the address, such as " + EXAMPLE
                            + ".");
        }
        if (isAllowed(scheme, authority)) {
            return new BaseUrl(URI.create(scheme + "://" + authority));
        }
        if (!scheme.equals("https")) {
            throw new InvalidBaseUrlException("The address must start with https://, such as " + EXAMPLE
                    + ". For a simulator, your operator can allow it in COUPABRIDGE_ALLOWED_ORIGINS.");
        }
        return new BaseUrl(URI.create("https://" + host(withoutPort(authority))));
    }

    /**
     * Applies the rules again, as before every request: what was allowed when it was stored may not be any more.
     *
     * @throws InvalidBaseUrlException when it would not be accepted today
     */
    public void check(BaseUrl baseUrl) {
        String text = baseUrl.toString();
        if (accepted.contains(text)) {
            return;
        }
        if (!parse(text).equals(baseUrl)) {
            throw new InvalidBaseUrlException("The address is not in its canonical form. Enter it again.");
        }
        if (accepted.size() >= MOST_ACCEPTED) {
            accepted.clear();
        }
        accepted.add(text);
    }

    /** Whether the operator has allowed this very origin; the rule about public addresses does not hold for it. */
    public boolean isAllowedOrigin(BaseUrl baseUrl) {
        return allowedOrigins.contains(baseUrl.toString());
    }

    private static String plain(String input) {
        String text = input == null ? "" : input.strip();
        if (text.isEmpty()) {
            throw new InvalidBaseUrlException("Enter the address of the Coupa instance, such as " + EXAMPLE + ".");
        }
        boolean odd = text.length() > LONGEST
                || text.contains("..")
                || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '\\' || c == '%');
        if (odd) {
            throw new InvalidBaseUrlException(
                    "The address contains characters that do not belong there. Enter only scheme and host in plain"
                            + " letters, such as " + EXAMPLE + ".");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private boolean isAllowed(String scheme, String authority) {
        return allowedOrigins.contains(scheme + "://" + authority);
    }

    private static String withoutPort(String authority) {
        if (authority.startsWith("[")) {
            throw ipAddress();
        }
        int colon = authority.indexOf(':');
        if (colon >= 0 && !authority.substring(colon).equals(":443")) {
            throw new InvalidBaseUrlException("The address must not name a port. Enter it like " + EXAMPLE + ".");
        }
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private String host(String authority) {
        String host = authority.endsWith(".") ? authority.substring(0, authority.length() - 1) : authority;
        if (NUMBERS.matcher(host).matches()) {
            throw ipAddress();
        }
        int dot = host.indexOf('.');
        String label = dot < 0 ? host : host.substring(0, dot);
        String suffix = dot < 0 ? "coupahost.com" : host.substring(dot + 1);
        if (!LABEL.matcher(label).matches() || label.startsWith("xn--") || !suffixes.contains(suffix)) {
            throw new InvalidBaseUrlException("The address is not that of a Coupa instance. It has one name in front of"
                    + " coupahost.com or coupacloud.com, such as " + EXAMPLE
                    + ". Your operator can allow other domains in COUPABRIDGE_ALLOWED_SUFFIXES.");
        }
        if (NOT_CORE.contains(label) || label.startsWith("fileshare-")) {
            throw new InvalidBaseUrlException("The address is a Coupa service other than your company's instance."
                    + " Enter the address at which you sign in to Coupa, such as " + EXAMPLE + ".");
        }
        return label + "." + suffix;
    }

    private static InvalidBaseUrlException ipAddress() {
        return new InvalidBaseUrlException(
                "The address must be a name and not an IP address. Enter it like " + EXAMPLE + ".");
    }

    private static String suffix(String entry) {
        String suffix = entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^(\\*?\\.)", "");
        if (!SUFFIX.matcher(suffix).matches()) {
            throw new IllegalArgumentException("The allowed base-URL suffix '" + entry
                    + "' is not a domain of two or more labels, such as coupa.example.gov.");
        }
        return suffix;
    }

    private static URI origin(URI entry) {
        if (!BaseUrl.isOrigin(entry)) {
            throw new IllegalArgumentException("The allowed origin '" + entry.getScheme() + "://" + entry.getHost()
                    + "…' is not a bare origin in lower case, such as http://127.0.0.1:9081.");
        }
        return entry;
    }
}
