package io.coupabridge.edge.doctor;

import java.util.ArrayList;
import java.util.List;

/** What comes of one {@link Examination}. Not thread-safe. */
public final class Findings {

    private static final String BETWEEN_SENTENCES = ". ";

    private final String about;
    private final List<Finding> toMend = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();

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
