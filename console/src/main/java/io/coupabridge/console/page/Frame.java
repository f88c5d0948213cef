package io.coupabridge.console.page;

/**
 * What every page shows around its own.
 *
 * @param title of the page
 * @param topic of the help page, such as {@code attention}
 * @param about one sentence that says what the page shows
 * @param who the person before it
 * @param done what was just done, in a sentence; null when nothing was
 */
public record Frame(String title, String topic, String about, Viewer who, String done) {

    public Frame(String title, String topic, String about, Viewer who) {
        this(title, topic, about, who, null);
    }
}
