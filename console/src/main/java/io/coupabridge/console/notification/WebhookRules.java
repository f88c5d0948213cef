package io.coupabridge.console.notification;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where webhooks may be: https and a name on the public internet, on the usual port. Where that name leads is looked at
 * before each request. The operator's allowed origins are for the operators' own webhooks alone, and pass as they are: nobody
 * else looks at where their names lead, and a receiver within the cluster is no business of a tenant.
 */
@Singleton
class WebhookRules {

    private static final String EXAMPLE = "https://hooks.example.com/coupa-bridge";
    private static final int LONGEST = 2_000;
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final BaseUrlRules origins;

    WebhookRules(BaseUrlRules origins) {
        this.origins = origins;
    }

    /**
     * @param owner who is told there
     * @throws RefusedSubscriptionException with a sentence for whoever has entered it
     */
    WebhookAddress parse(Owner owner, String input) {
        URI uri = uri(input);
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new RefusedSubscriptionException(
                    "The address must hold no user name and no #. Enter it like " + EXAMPLE + ".");
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new RefusedSubscriptionException("Enter the whole address, such as " + EXAMPLE + ".");
        }
        URI bare = URI.create((uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()))
                .toLowerCase(Locale.ROOT));
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return new WebhookAddress(allowed(owner, bare), target);
    }

    private static URI uri(String input) {
        String text = input == null ? "" : input.strip();
        if (text.length() > LONGEST || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new RefusedSubscriptionException(
                    "The address has characters that do not belong there, or more than " + LONGEST + " of them.");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // its message quotes the address
            throw new RefusedSubscriptionException("This is no address. Enter it like " + EXAMPLE + ".");
        }
    }

    private BaseUrl allowed(Owner owner, URI bare) {
        if (!bare.getScheme().equals("https") && !bare.getScheme().equals("http")) {
            throw new RefusedSubscriptionException("The address must start with https://, such as " + EXAMPLE + ".");
        }
        BaseUrl origin = new BaseUrl(bare);
        boolean within = origins.isAllowedOrigin(origin);
        if (within && owner.equals(Owner.OPERATORS)) {
            return origin;
        }
        if (!bare.getScheme().equals("https")) {
            throw new RefusedSubscriptionException("The address must start with https://, such as " + EXAMPLE + ".");
        }
        if (bare.getPort() != -1 && bare.getPort() != 443) {
            throw new RefusedSubscriptionException("The address must name no port. Enter it like " + EXAMPLE + ".");
        }
        if (!NAME.matcher(bare.getHost()).matches()) {
            throw new RefusedSubscriptionException(
                    "The address must have a name on the public internet, and no IP address. Enter it like " + EXAMPLE
                            + ".");
        }
        if (within) {
            // what sends takes it as it is, so that nothing would look at where the name leads
            throw new RefusedSubscriptionException("Notices of a tenant must not go to this address. Enter another.");
        }
        return origin;
    }
}
