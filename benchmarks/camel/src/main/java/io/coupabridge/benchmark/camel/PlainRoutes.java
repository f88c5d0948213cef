package io.coupabridge.benchmark.camel;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpConstants;
import org.apache.camel.component.jackson.ListJacksonDataFormat;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.model.ProcessorDefinition;

/**
 * As Camel's documentation teaches it: the OAuth2 options of the HTTP component, with its cache of tokens, the query in a
 * header, a loop, a splitter, and the Kafka component with its defaults. The reports of expense lines are read before, into
 * a map.
 *
 * <p>The cache of tokens is by the request's whole URI in this version, so each page of a keyset fetches a token of its
 * own all the same.
 */
final class PlainRoutes extends RouteBuilder {

    private static final String AFTER = "after";
    private static final String MORE = "more";
    private static final String PUBLICATION = "publication";

    private final Settings settings;
    private final Progress progress;
    private final ReportStatuses reports = new ReportStatuses();
    private final CloudEvents events;

    PlainRoutes(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.events = new CloudEvents(settings.resource(), settings.tenant());
    }

    @Override
    public void configure() {
        if (settings.resource() == Resource.EXPENSE_LINES) {
            from("direct:read").to("direct:reports").to("direct:records");
            eachPage("direct:reports", Resource.EXPENSE_REPORTS)
                    .split(body())
                    .process(exchange -> reports.take(exchange.getMessage().getBody(CoupaExpenseReport.class)))
                    .end()
                    .end();
        } else {
            from("direct:read").to("direct:records");
        }
        eachPage("direct:records", settings.resource())
                .process(exchange ->
                        exchange.setProperty(PUBLICATION, Run.of(exchange).nextPage()))
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

    private ProcessorDefinition<?> eachPage(String route, Resource resource) {
        return from(route)
                .setProperty(AFTER, constant(0L))
                .setProperty(MORE, constant(true))
                .loopDoWhile(exchangeProperty(MORE))
                .removeHeaders("*")
                .setHeader(HttpConstants.HTTP_METHOD, constant("GET"))
                .setHeader("Accept", constant("application/json"))
                .setHeader(
                        HttpConstants.HTTP_QUERY,
                        simple("order_by=id&dir=asc&limit=50&id%5Bgt%5D=${exchangeProperty.after}"
                                + resource.condition()))
                .to(coupa(resource))
                .unmarshal(new ListJacksonDataFormat(resource.type()))
                .process(this::advance);
    }

    /** Coupa documents client credentials in the form only, which the component must be told. */
    private String coupa(Resource resource) {
        return settings.coupa() + resource.path()
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
        Message message = exchange.getMessage();
        PublishedRecord record = message.getBody(PublishedRecord.class);
        message.setHeader(KafkaConstants.KEY, settings.tenant() + "/" + record.id());
        Publication publication = exchange.getProperty(PUBLICATION, Publication.class);
        events.describe(message, record.id(), Found.FIRST, publication);
        message.setBody(record.discovered(settings.tenant(), reports));
    }
}
