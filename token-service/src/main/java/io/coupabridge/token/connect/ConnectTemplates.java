package io.coupabridge.token.connect;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The pages, in {@code templates/connect}. What stands in them is escaped. */
@CheckedTemplate(basePath = "connect")
final class ConnectTemplates {

    private ConnectTemplates() {}

    /** What the holder of a link sees. */
    static native TemplateInstance page(LinkScreen page);

    /** What somebody sees for whom there is nothing to do. */
    static native TemplateInstance closed(ClosedScreen page);
}
