package io.coupabridge.token.connect;

import java.util.List;

/** The links of a tenant, the newest first. */
record ConnectLinkList(List<ConnectLinkView> links) {}
