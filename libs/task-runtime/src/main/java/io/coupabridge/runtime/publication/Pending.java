package io.coupabridge.runtime.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.publication.Consequence;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.util.List;

/**
 * What becomes true in the ledger once a publication is on Kafka. Stored before it is published, so that whoever finds it can
 * tell from the stream's offset on Kafka whether it is to be applied or to be forgotten.
 *
 * @param page the number of the publication, which was called a page once: one more than the last confirmed one
 * @param remembered the ids of records that the version before has written to the ledger already; none
 *     by this one. To be removed one version later
 * @param records as the publication has them
 * @param references to remember
 * @param runs as they are then
 * @param sweep what changes about the records that are missing; null when nothing
 * @param forgotten the ids of records whose keys the publication gives null values
 * @param erased the version up to which the tenant is erased then; null when it is not
 * @param mark the tenant's watermark then; null when it stays
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Pending(
        long page,
        List<Long> remembered,
        List<Known> records,
        List<Reference> references,
        List<Run> runs,
        SweepStore.Change sweep,
        List<Long> forgotten,
        Long erased,
        Mark mark)
        implements Consequence {

    Pending {
        remembered = remembered == null ? List.of() : List.copyOf(remembered);
        records = records == null ? List.of() : List.copyOf(records);
        references = references == null ? List.of() : List.copyOf(references);
        forgotten = forgotten == null ? List.of() : List.copyOf(forgotten);
        runs = runs == null ? List.of() : List.copyOf(runs);
    }

    @Override
    public String text() {
        return Json.text(this);
    }
}
