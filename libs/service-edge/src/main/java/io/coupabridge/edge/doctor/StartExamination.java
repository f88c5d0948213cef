package io.coupabridge.edge.doctor;

import io.coupabridge.edge.start.ServiceStart;
import jakarta.inject.Singleton;

/** Whether the service works yet. */
@Singleton
class StartExamination implements Examination {

    private final ServiceStart start;

    StartExamination(ServiceStart start) {
        this.start = start;
    }

    @Override
    public String about() {
        return "start";
    }

    @Override
    public void examine(Findings findings) {
        String waitsFor = start.waitsFor();
        if (waitsFor.isEmpty()) {
            findings.seen("The service has started.");
        } else {
            findings.mend(
                    "The service has not started: it waits for " + withoutStop(waitsFor) + ".",
                    "Mend what the other findings name. The start goes on by itself.");
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
