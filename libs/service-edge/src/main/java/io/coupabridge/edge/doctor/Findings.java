package io.coupabridge.edge.doctor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What comes of one {@link Examination}. Thread-safe: what one has found is told although it hangs later. */
public final class Findings {

    private static final String BETWEEN_SENTENCES = ". ";

    private final String about;
    private final List<Finding> toMend = new CopyOnWriteArrayList<>();
    private final List<Finding> notes = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** @param about as {@link Examination#about} */
    public Findings(String about) {
        this.about = about;
    }

    /**
     * Something has to be mended.
     *
     * @param what is wrong, in a sentence
     * @param mend what to do, in sentences
     */
    public void mend(String what, String mend) {
        toMend.add(new Finding(about, what, mend));
    }

    /** The same with both in one text: the first sentence says what is wrong. */
    public void mend(String told) {
        int end = told.indexOf(BETWEEN_SENTENCES);
        mend(
                end < 0 ? told : told.substring(0, end + 1),
                end < 0 ? "" : told.substring(end + BETWEEN_SENTENCES.length()));
    }

    /** Something may be meant so, or could not be looked at on purpose: it makes nobody ill. */
    public void note(String what, String mend) {
        notes.add(new Finding(about, what, mend));
    }

    /** What was looked at, in a sentence. */
    public void seen(String sentence) {
        seen.add(sentence);
    }

    public List<Finding> toMend() {
        return List.copyOf(toMend);
    }

    public List<Finding> notes() {
        return List.copyOf(notes);
    }

    List<DoctorReport.Checked> checked() {
        return seen.stream()
                .map(sentence -> new DoctorReport.Checked(about, sentence))
                .toList();
    }
}
