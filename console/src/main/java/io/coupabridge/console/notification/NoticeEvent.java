package io.coupabridge.console.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.coupabridge.console.json.Texts;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.UUID;

/**
 * A notice as a CloudEvent in the structured JSON form.
 *
 * @param id the same whenever it is sent again
 * @param subject the tenant
 * @param sequence counts up within a subscription; as text, so long that texts are in the order of the numbers
 */
@JsonPropertyOrder({"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "data"})
record NoticeEvent(
        String specversion,
        UUID id,
        String source,
        String type,
        TenantId subject,
        Instant time,
        String datacontenttype,
        String sequence,
        Data data) {

    /**
     * What it says.
     *
     * @param message for people; made of the code
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"tenantId", "task", "code", "runId", "title", "message"})
    record Data(TenantId tenantId, Task task, String code, UUID runId, String title, String message) {}

    /** @param id of the notice, as it was stored */
    static NoticeEvent of(UUID id, Notice notice, long sequence) {
        return new NoticeEvent(
                "1.0",
                id,
                "/coupa-bridge/console",
                notice.kind().type(),
                notice.tenant(),
                notice.at(),
                "application/json",
                String.format("%019d", sequence),
                new Data(
                        notice.tenant(),
                        notice.task(),
                        notice.code(),
                        notice.run(),
                        NoticeWords.headline(notice),
                        NoticeWords.advice(notice)));
    }

    String json() {
        return Texts.of(this);
    }
}
