package io.coupabridge.edge.doctor;

/** One thing that the {@link Doctor} looks at. Each is a bean. */
public interface Examination {

    /** What it is about, in a few words for the report, such as {@code kafka}. */
    String about();

    /**
     * Looks, and changes nothing that anybody notices. It should end within a few seconds; one that does not is reported as
     * such. Two never run at once.
     *
     * @throws Exception when it cannot look; the report names the exception's class and nothing else of it
     */
    void examine(Findings findings) throws Exception;
}
