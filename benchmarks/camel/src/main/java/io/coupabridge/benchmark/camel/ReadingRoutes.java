package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpConstants;
import org.apache.camel.model.ProcessorDefinition;

/**
 * Reads as an expert would with Camel: one token for all rounds instead of one for each page, ranges of ids side by
 * side, one throttle in front of all of them, and only the fields that are used. Pages go through a bounded queue to the
 * routes that publish, so that a lane reads on while its last page is published. The reports of expense lines are read
 * before, in lanes too.
 *
 * <p>HTTP headers are not mapped to Camel's where nobody reads them, and an answer of known length is taken as an array of
 * bytes rather than through the stream cache.
 */
final class ReadingRoutes extends RouteBuilder {

    /** Where pages wait to be published. */
    static final String PAGES = "seda:pages";

    private static final String RESOURCE = "resource";
    private static final String LANE = "lane";
    private static final String LOWEST = "lowest";
    private static final int BYTES_OF_A_PAGE = 1 << 20;

    /** Told of the lanes before the first page of any is read; of those of the records that are published. */
    interface Start {
        void begin(List<Lane> lanes) throws Exception;
    }

    private final Settings settings;
    private final Progress progress;
    private final Start start;
    private final PageReader reader;
    private volatile String authorization;

    ReadingRoutes(Settings settings, Progress progress, Start start) {
        this.settings = settings;
        this.progress = progress;
        this.start = start;
        this.reader = new PageReader(settings.resource(), settings.tenant(), new ReportStatuses());
    }

    @Override
    public void configure() {
        HttpComponent http = getContext().getComponent("http", HttpComponent.class);
        http.setResponsePayloadStreamingThreshold(BYTES_OF_A_PAGE);
        configureToken();
        configureRequest();
        configureRun();
        configureReading();
        configureLane();
    }

    private void configureToken() {
        from("direct:token")
                .filter(exchange -> authorization == null)
                .process(exchange -> {
                    Message message = exchange.getMessage();
                    message.setHeader(HttpConstants.HTTP_METHOD, "POST");
                    message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
                    message.setBody("grant_type=client_credentials&client_id=" + encoded(settings.clientId())
                            + "&client_secret=" + encoded(settings.clientSecret())
                            + "&scope=" + encoded(settings.scope()));
                })
                .to(settings.coupa() + "/oauth2/token?skipResponseHeaders=true&copyHeaders=false")
                .process(exchange -> authorization = "Bearer "
                        + new ObjectMapper()
                                .readTree(bytes(exchange))
                                .required("access_token")
                                .textValue())
                .end();
    }

    private void configureRequest() {
        ProcessorDefinition<?> request = from("direct:request");
        if (settings.rate() > 0) {
            request = request.throttle(settings.rate());
        }
        request.to(settings.coupa() + "?skipResponseHeaders=true&copyHeaders=false&connectionsPerRoute="
                + Math.max(settings.lanes(), 1));
    }

    private void configureRun() {
        ProcessorDefinition<?> run = from("direct:read").to("direct:token");
        if (settings.resource() == Resource.EXPENSE_LINES) {
            run = run.setProperty(RESOURCE, constant(Resource.EXPENSE_REPORTS)).to("direct:reading");
        }
        run.setProperty(RESOURCE, constant(settings.resource())).to("direct:reading");
    }

    private void configureReading() {
        from("direct:reading")
                .process(ask(exchange -> resource(exchange).end("asc")))
                .to("direct:request")
                .process(exchange -> exchange.setProperty(LOWEST, reader.id(bytes(exchange))))
                .process(ask(exchange -> resource(exchange).end("desc")))
                .to("direct:request")
                .process(this::cut)
                .split(body())
                .parallelProcessing()
                .executorService(getContext()
                        .getExecutorServiceManager()
                        .newFixedThreadPool(this, "lanes", Math.max(settings.lanes(), 1)))
                .stopOnException()
                .to("direct:lane")
                .end();
    }

    private void configureLane() {
        from("direct:lane")
                .setProperty(LANE, body())
                .loopDoWhile(exchange -> !lane(exchange).ended())
                .process(ask(
                        exchange -> resource(exchange).pageAfter(lane(exchange).after())))
                .to("direct:request")
                .choice()
                .when(exchange -> resource(exchange) == Resource.EXPENSE_REPORTS)
                .process(exchange -> reader.readReports(bytes(exchange), lane(exchange)))
                .otherwise()
                .process(exchange -> {
                    exchange.getMessage().setBody(reader.read(bytes(exchange), lane(exchange)));
                    progress.pageRead();
                })
                .to(PAGES + "?blockWhenFull=true&waitForTaskToComplete=Never&size=" + 4 * Math.max(settings.lanes(), 1))
                .end()
                .end();
    }

    private interface Query {
        String of(Exchange exchange);
    }

    private Processor ask(Query query) {
        return exchange -> {
            Message message = exchange.getMessage();
            message.removeHeaders("*");
            message.setBody(null);
            message.setHeader(HttpConstants.HTTP_METHOD, "GET");
            message.setHeader(HttpConstants.HTTP_PATH, resource(exchange).path());
            message.setHeader(HttpConstants.HTTP_QUERY, query.of(exchange));
            message.setHeader("Accept", "application/json");
            message.setHeader("Authorization", authorization);
        };
    }

    private void cut(Exchange exchange) throws Exception {
        long lowest = exchange.getProperty(LOWEST, Long.class);
        List<Lane> lanes = Lane.cut(lowest, reader.id(bytes(exchange)), settings.lanes());
        if (resource(exchange) == settings.resource()) {
            start.begin(lanes);
        }
        exchange.getMessage().setBody(lanes);
    }

    private static Resource resource(Exchange exchange) {
        return exchange.getProperty(RESOURCE, Resource.class);
    }

    private static Lane lane(Exchange exchange) {
        return exchange.getProperty(LANE, Lane.class);
    }

    private static byte[] bytes(Exchange exchange) {
        return exchange.getMessage().getBody(byte[].class);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
