package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.runtime.handler.Pass;

/**
 * How the pages of a pass are mapped.
 *
 * @param aside what is done with rows that are no records
 * @param lookups what the pass's mapper may ask for besides
 */
record PassMapper(Pass pass, PutAside.Rules aside, Lookups lookups) {

    /** The rows of a page that are no records. */
    PutAside odd(Page page) {
        return aside.rows(pass.resource(), page.odd());
    }
}
