package io.coupabridge.benchmark.camel;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpConstants;
import org.apache.camel.component.jackson.ListJacksonDataFormat;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * As Camel's documentation teaches it: the OAuth2 options of the HTTP component, with its cache of tokens, the query in a
 * header, a loop, a splitter, and the Kafka component with its defaults.
 *
 * <p>The cache of tokens is by the request's whole URI in this version, so each page of a keyset fetches a token of its
 * own all the same.
 */
final class PlainRoutes extends RouteBuilder {

    private static final String AFTER = "after";
    private static final String MORE = "more";

    private final Settings settings;
    private final Progress progress;

    PlainRoutes(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    @Override
    public void configure() {
        from("direct:read")
                .setProperty(AFTER, constant(0L))
                .setProperty(MORE, constant(true))
                .loopDoWhile(exchangeProperty(MORE))
                .removeHeaders("*")
                .setHeader(HttpConstants.HTTP_METHOD, constant("GET"))
                .setHeader("Accept", constant("application/json"))
                .setHeader(
                        HttpConstants.HTTP_QUERY,
                        simple("order_by=id&dir=asc&limit=50&id%5Bgt%5D=${exchangeProperty.after}"))
                .to(coupa())
                .unmarshal(new ListJacksonDataFormat(settings.resource().type()))
                .process(this::advance)
                .split(body())
                .removeHeaders("*")
                .process(this::map)
                .marshal()
                .json()
                .to("kafka:" + settings.topic() + "?brokers=" + settings.bootstrap())
                .process(exchange -> progress.published(1))
                .end()
                .end();
    }

    /** Coupa documents client credentials in the form only, which the component must be told. */
    private String coupa() {
        return settings.coupa() + settings.resource().path()
                + "?oauth2ClientId=RAW(" + settings.clientId() + ")"
                + "&oauth2ClientSecret=RAW({{coupa.client-secret}})"
                + "&oauth2TokenEndpoint=" + settings.coupa() + "/oauth2/token"
                + "&oauth2Scope=" + settings.scope()
                + "&oauth2BodyAuthentication=true"
                + "&oauth2CacheTokens=true";
    }

    private void advance(Exchange exchange) {
        List<?> page = exchange.getMessage().getBody(List.class);
        exchange.setProperty(MORE, !page.isEmpty());
        if (!page.isEmpty()) {
            exchange.setProperty(AFTER, ((CoupaRecord) page.get(page.size() - 1)).id());
        }
    }

    private void map(Exchange exchange) {
        CoupaRecord record = exchange.getMessage().getBody(CoupaRecord.class);
        exchange.getMessage().setHeader(KafkaConstants.KEY, settings.tenant() + "/" + record.id());
        exchange.getMessage().setBody(record.discovered(settings.tenant()));
    }
}
