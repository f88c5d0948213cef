package io.coupabridge.simulator.behaviour;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Coupa does not document, each as a switch that can be turned while the instance runs. The defaults are what is
 * thought likeliest. Field names are given with hyphens or underscores; resources as {@code users},
 * {@code expense_reports}, {@code expense_lines}. Thread-safe.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class Switches {

    private volatile int invalidClientStatus = 401;
    private volatile boolean wwwAuthenticate = true;
    private volatile ErrorBody oauthErrorBody = ErrorBody.JSON;
    private volatile ErrorBody resourceErrorBody = ErrorBody.JSON;
    private volatile int missingScopeStatus = 403;
    private volatile boolean basicAuth;
    private volatile boolean accessTokensAlias;
    private volatile boolean scopeInTokenAnswer;
    private volatile boolean expiresInAsText;
    private volatile boolean expiresInAbsent;
    private volatile boolean newTokenEndsOlder;
    private volatile boolean oneScopeOnly;
    private volatile long notLiveYetMillis;
    private volatile int tokenPadding;

    private volatile boolean decimalsAsNumbers;
    private volatile boolean questionMarkAliases;
    private volatile boolean nullsAbsent;
    private volatile boolean nullsAsEmptyText;
    private volatile boolean snakeCaseKeys;
    private volatile Map<String, String> extraKeys = Map.of();
    private volatile boolean rejectUnknownAttributes = true;
    private volatile boolean rejectUnknownFields;
    private volatile Set<String> ignoredFilters = Set.of();
    private volatile int pageCap = 50;
    private volatile int shortPagesPermille;
    private volatile ItemRows itemRows = ItemRows.BOTH;
    private volatile boolean ownRecordsOnly;
    private volatile Map<String, Set<String>> hiddenFields = Map.of();
    private volatile boolean fieldsBeatHidden;
    private volatile Map<String, Set<String>> responseFilters = Map.of();
    private volatile boolean limitedIsObject;
    private volatile boolean strictContentType;
    private volatile boolean gzip;
    private volatile boolean reportChangeTouchesLines;
    private volatile boolean lineChangeTouchesReport;
    private volatile long clockSkewMillis;

    // -- OAuth

    /** The status of {@code invalid_client}: 401 (default) or 400. */
    public Switches invalidClientStatus(int status) {
        invalidClientStatus = status;
        return this;
    }

    public int invalidClientStatus() {
        return invalidClientStatus;
    }

    /** Whether 401 answers carry {@code WWW-Authenticate} (default). */
    public Switches wwwAuthenticate(boolean on) {
        wwwAuthenticate = on;
        return this;
    }

    public boolean wwwAuthenticate() {
        return wwwAuthenticate;
    }

    public Switches oauthErrorBody(ErrorBody body) {
        oauthErrorBody = body;
        return this;
    }

    public ErrorBody oauthErrorBody() {
        return oauthErrorBody;
    }

    /** The body of 401 and 403 on resources. */
    public Switches resourceErrorBody(ErrorBody body) {
        resourceErrorBody = body;
        return this;
    }

    public ErrorBody resourceErrorBody() {
        return resourceErrorBody;
    }

    /** The status of a resource whose scope the token lacks: 403 (default) or 401. */
    public Switches missingScopeStatus(int status) {
        missingScopeStatus = status;
        return this;
    }

    public int missingScopeStatus() {
        return missingScopeStatus;
    }

    /** Whether client credentials may come by HTTP Basic. Off by default: only the body is documented. */
    public Switches basicAuth(boolean on) {
        basicAuth = on;
        return this;
    }

    public boolean basicAuth() {
        return basicAuth;
    }

    /** Whether {@code /oauth2/access_tokens} works like {@code /oauth2/token}; off by default. */
    public Switches accessTokensAlias(boolean on) {
        accessTokensAlias = on;
        return this;
    }

    public boolean accessTokensAlias() {
        return accessTokensAlias;
    }

    /** Whether a token answer names the granted scope; off by default. */
    public Switches scopeInTokenAnswer(boolean on) {
        scopeInTokenAnswer = on;
        return this;
    }

    public boolean scopeInTokenAnswer() {
        return scopeInTokenAnswer;
    }

    /** {@code "expires_in":"86399"}. */
    public Switches expiresInAsText(boolean on) {
        expiresInAsText = on;
        return this;
    }

    public boolean expiresInAsText() {
        return expiresInAsText;
    }

    public Switches expiresInAbsent(boolean on) {
        expiresInAbsent = on;
        return this;
    }

    public boolean expiresInAbsent() {
        return expiresInAbsent;
    }

    /** Whether a new token ends the older ones of its client; off by default. */
    public Switches newTokenEndsOlder(boolean on) {
        newTokenEndsOlder = on;
        return this;
    }

    public boolean newTokenEndsOlder() {
        return newTokenEndsOlder;
    }

    /** Whether a grant for several scopes is answered with {@code invalid_scope}; off by default. */
    public Switches oneScopeOnly(boolean on) {
        oneScopeOnly = on;
        return this;
    }

    public boolean oneScopeOnly() {
        return oneScopeOnly;
    }

    /** How long after it was minted a token is answered with 401; zero by default, Coupa speaks of five seconds. */
    public Switches notLiveYet(Duration duration) {
        notLiveYetMillis = duration.toMillis();
        return this;
    }

    public Duration notLiveYet() {
        return Duration.ofMillis(notLiveYetMillis);
    }

    /** Makes tokens longer by so many bytes at least, as many scopes do; 8192 is a realistic worst case. */
    public Switches tokenPadding(int bytes) {
        tokenPadding = bytes;
        return this;
    }

    public int tokenPadding() {
        return tokenPadding;
    }

    // -- the shape of answers

    public Switches decimalsAsNumbers(boolean on) {
        decimalsAsNumbers = on;
        return this;
    }

    public boolean decimalsAsNumbers() {
        return decimalsAsNumbers;
    }

    /** Prints {@code active?} beside {@code active}, and so for every boolean. */
    public Switches questionMarkAliases(boolean on) {
        questionMarkAliases = on;
        return this;
    }

    public boolean questionMarkAliases() {
        return questionMarkAliases;
    }

    /** Leaves out keys whose value is null. */
    public Switches nullsAbsent(boolean on) {
        nullsAbsent = on;
        return this;
    }

    public boolean nullsAbsent() {
        return nullsAbsent;
    }

    /** Prints {@code ""} for text that is null. */
    public Switches nullsAsEmptyText(boolean on) {
        nullsAsEmptyText = on;
        return this;
    }

    public boolean nullsAsEmptyText() {
        return nullsAsEmptyText;
    }

    public Switches snakeCaseKeys(boolean on) {
        snakeCaseKeys = on;
        return this;
    }

    public boolean snakeCaseKeys() {
        return snakeCaseKeys;
    }

    /** Custom fields that older tenants show at top level, in their administrator's language. */
    public Switches extraKeys(Map<String, String> keys) {
        extraKeys = Map.copyOf(keys);
        return this;
    }

    public Map<String, String> extraKeys() {
        return extraKeys;
    }

    /** {@code return_object=limited} answers an object instead of an array, as one sample of the docs shows. */
    public Switches limitedIsObject(boolean on) {
        limitedIsObject = on;
        return this;
    }

    public boolean limitedIsObject() {
        return limitedIsObject;
    }

    /** Compresses answers for clients that accept gzip. */
    public Switches gzip(boolean on) {
        gzip = on;
        return this;
    }

    public boolean gzip() {
        return gzip;
    }

    // -- the treatment of queries

    /** Whether a filter on an unknown attribute is a 400 (default) or silently ignored. */
    public Switches rejectUnknownAttributes(boolean on) {
        rejectUnknownAttributes = on;
        return this;
    }

    public boolean rejectUnknownAttributes() {
        return rejectUnknownAttributes;
    }

    /** Whether an unknown name in {@code fields} is a 400; ignored by default. */
    public Switches rejectUnknownFields(boolean on) {
        rejectUnknownFields = on;
        return this;
    }

    public boolean rejectUnknownFields() {
        return rejectUnknownFields;
    }

    /** Attributes whose filters the server silently drops, for example {@code updated_at}, or one with its operator: {@code id[in]}. */
    public Switches ignoreFilters(String... attributes) {
        ignoredFilters = Set.of(attributes);
        return this;
    }

    public Set<String> ignoredFilters() {
        return hyphenated(ignoredFilters);
    }

    /** The most records on a page, whatever limit is asked for; 50 by default. */
    public Switches pageCap(int records) {
        pageCap = records;
        return this;
    }

    public int pageCap() {
        return pageCap;
    }

    /** For how many of a thousand records an invisible neighbour takes a place on the page: short pages with more behind. */
    public Switches shortPages(int permille) {
        shortPagesPermille = permille;
        return this;
    }

    public int shortPages() {
        return shortPagesPermille;
    }

    public Switches itemRows(ItemRows rows) {
        itemRows = rows;
        return this;
    }

    public ItemRows itemRows() {
        return itemRows;
    }

    /** Whether a client sees only the expenses of the user it acts as. */
    public Switches ownRecordsOnly(boolean on) {
        ownRecordsOnly = on;
        return this;
    }

    public boolean ownRecordsOnly() {
        return ownRecordsOnly;
    }

    /** A default API response filter that hides fields of a resource; no names for none. */
    public Switches hideFields(String resource, String... names) {
        Map<String, Set<String>> changed = new TreeMap<>(hiddenFields);
        changed.put(resource, Set.of(names));
        hiddenFields = changed;
        return this;
    }

    public Set<String> hiddenFields(String resource) {
        return hyphenated(hiddenFields.getOrDefault(resource, Set.of()));
    }

    /** Whether naming a field in {@code fields} brings it back although the default filter hides it; off by default. */
    public Switches fieldsBeatHidden(boolean on) {
        fieldsBeatHidden = on;
        return this;
    }

    public boolean fieldsBeatHidden() {
        return fieldsBeatHidden;
    }

    /** An API response filter that {@code filter=NAME} asks for: only these fields. */
    public Switches responseFilter(String name, String... fields) {
        Map<String, Set<String>> changed = new TreeMap<>(responseFilters);
        changed.put(name, Set.of(fields));
        responseFilters = changed;
        return this;
    }

    /** Null when there is no such filter. */
    public Set<String> responseFilter(String name) {
        Set<String> fields = responseFilters.get(name);
        return fields == null ? null : hyphenated(fields);
    }

    /** Whether a Content-Type that differs from Accept is answered with 415. */
    public Switches strictContentType(boolean on) {
        strictContentType = on;
        return this;
    }

    public boolean strictContentType() {
        return strictContentType;
    }

    // -- what changes do

    /** Whether a change of a report bumps {@code updated-at} of its lines; off by default. */
    public Switches reportChangeTouchesLines(boolean on) {
        reportChangeTouchesLines = on;
        return this;
    }

    public boolean reportChangeTouchesLines() {
        return reportChangeTouchesLines;
    }

    /** Whether a change of a line bumps {@code updated-at} of its report; off by default. */
    public Switches lineChangeTouchesReport(boolean on) {
        lineChangeTouchesReport = on;
        return this;
    }

    public boolean lineChangeTouchesReport() {
        return lineChangeTouchesReport;
    }

    /** How far the instance's clock is ahead when it stamps changes; negative for behind. */
    public Switches clockSkew(Duration skew) {
        clockSkewMillis = skew.toMillis();
        return this;
    }

    public Duration clockSkew() {
        return Duration.ofMillis(clockSkewMillis);
    }

    private static Set<String> hyphenated(Set<String> names) {
        Set<String> result = new TreeSet<>();
        names.forEach(name -> result.add(name.replace('_', '-')));
        return result;
    }
}
