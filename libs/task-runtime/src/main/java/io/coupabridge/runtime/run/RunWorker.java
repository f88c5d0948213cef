package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.publication.MessageRefusedException;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.StreamHaltedException;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.schedule.HeadStart;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.runtime.schedule.StopSignal;
import io.coupabridge.runtime.schedule.StreamWorker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Works tenants' runs, a slice at a time. */
@ApplicationScoped
public class RunWorker implements StreamWorker {

    private static final Logger LOG = Logger.getLogger(RunWorker.class);

    private final Streams streams;
    private final Slices slices;
    private final Clock clock;

    RunWorker(Streams streams, Slices slices, Clock clock) {
        this.streams = streams;
        this.slices = slices;
        this.clock = clock;
    }

    @Override
    public String stream() {
        return Streams.RUNS;
    }

    @Override
    public Duration headStart() {
        return HeadStart.of(0);
    }

    @Override
    public NextStep work(TenantId tenant, StopSignal stop) {
        try (PublicationStream stream = streams.open(tenant, Streams.RUNS)) {
            return slices.open(stream, stop).work();
        } catch (StreamHaltedException e) {
            LOG.errorf("The runs of tenant %s are halted. %s", tenant, e.getMessage());
            return new NextStep.Idle();
        } catch (LedgerException e) {
            if (e.permanent()) {
                return fail(tenant, e, stop);
            }
            LOG.infof("The runs of tenant %s go on later: %s", tenant, e.getMessage());
            return new NextStep.At(clock.instant().plusSeconds(1));
        } catch (StreamLostException e) {
            LOG.infof("The runs of tenant %s go on elsewhere or later: %s", tenant, e.getMessage());
            return new NextStep.At(clock.instant().plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NextStep.Again();
        } catch (MessageRefusedException e) {
            return fail(tenant, e, stop);
        } catch (RuntimeException e) {
            return stop.stopped() ? new NextStep.Again() : fail(tenant, e, stop);
        }
    }

    /** Trying the same again would fail the same way for ever, so the run ends here; the next one may go well. */
    private NextStep fail(TenantId tenant, RuntimeException fault, StopSignal stop) {
        try (PublicationStream stream = streams.open(tenant, Streams.RUNS)) {
            if (!slices.open(stream, stop).fail(fault)) {
                LOG.errorf(fault, "The work of tenant %s failed, and no run is to blame. It is tried again.", tenant);
                return new NextStep.At(clock.instant().plusSeconds(5));
            }
        } catch (StreamLostException | StreamHaltedException e) {
            LOG.infof("Tenant %s has another owner: %s", tenant, e.getMessage());
        }
        return new NextStep.Again();
    }
}
