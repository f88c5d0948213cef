package io.coupabridge.benchmark.spring;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** All that is read of Coupa: the records, and of expense lines their reports before. */
@Component
@Profile("tuned")
final class Reading {

    private final CoupaRequests requests;
    private final PeerSettings settings;
    private final ReportStatuses reports = new ReportStatuses();

    Reading(CoupaRequests requests, PeerSettings settings) {
        this.requests = requests;
        this.settings = settings;
    }

    /** Logs in, and reads what the records need. */
    void prepare() throws InterruptedException {
        requests.logIn();
        if (settings.resource() == Resource.EXPENSE_LINES) {
            readReports();
        }
    }

    /** To be read once {@link #prepare() prepared}. */
    Lanes<Entry> records() {
        Resource resource = settings.resource();
        return new Lanes<>(
                new CoupaPages<>(
                        requests,
                        settings.coupa() + resource.path(),
                        resource.fields(),
                        new EntryReader(settings, reports)),
                settings.lanes());
    }

    private void readReports() throws InterruptedException {
        CoupaPages<CoupaExpenseReport> pages = new CoupaPages<>(
                requests,
                settings.coupa() + CoupaExpenseReport.PATH,
                CoupaExpenseReport.FIELDS,
                page -> JsonText.list(page, CoupaExpenseReport::read));
        Lanes<CoupaExpenseReport> lanes = new Lanes<>(
                pages.where(CoupaExpenseReport.UPDATED_SINCE, CoupaExpenseReport.firstDay()), settings.lanes());
        lanes.start(lanes.plan(), page -> page.records().forEach(reports::take));
        lanes.awaitEnd();
    }
}
