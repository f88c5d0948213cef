package io.coupabridge.benchmark.camel;

/** How far the reading and the publishing are. Thread-safe. */
final class Progress {

    private long pagesRead;
    private long pagesPublished;
    private long records;

    /** A page is handed over to be published. */
    synchronized void pageRead() {
        pagesRead++;
    }

    /** A page is acknowledged as a whole. */
    void pagePublished(int published) {
        pagesPublished(1, published);
    }

    /** Pages are acknowledged, each as a whole. */
    synchronized void pagesPublished(int pages, int published) {
        pagesPublished += pages;
        records += published;
        notifyAll();
    }

    /** Records of no page that was handed over are acknowledged. */
    synchronized void published(int published) {
        records += published;
    }

    /** Returns once every page that was read is published; to be called when all are read. */
    synchronized void awaitAll() throws InterruptedException {
        while (pagesPublished < pagesRead) {
            wait();
        }
    }

    synchronized long records() {
        return records;
    }
}
