package io.coupabridge.edge.keyset;

import io.coupabridge.edge.doctor.Examination;
import io.coupabridge.edge.doctor.Findings;
import jakarta.inject.Singleton;

/** Whether the files of all keysets would do for a start. */
@Singleton
class KeysetExamination implements Examination {

    private final KeysetWatch watch;

    KeysetExamination(KeysetWatch watch) {
        this.watch = watch;
    }

    @Override
    public String about() {
        return "keysets";
    }

    @Override
    public void examine(Findings findings) {
        watch.tell(findings);
    }
}
