package io.coupabridge.token.admin;

/** The bodies that the OpenAPI document shows. */
final class Examples {

    static final String PROBLEM = "application/problem+json";

    static final String SAVE = """
            {"baseUrl":"https://northwind.coupahost.com","clientId":"3fae21c0b7d94d52",
             "clientSecret":"as shown by Coupa when the client was created"}""";

    static final String IMPORT = """
            {"baseUrl":"https://northwind.coupahost.com","apiKey":"the forty characters of the old key"}""";

    static final String CEILING = "{\"requestsPerSecond\":20}";

    static final String CEILING_SET = "{\"tenant\":\"northwind\",\"requestsPerSecond\":20}";

    static final String ACTIVE = """
            {"tenant":"northwind","version":2,"state":"ACTIVE",
             "message":"Coupa accepts the client, and every wanted task may run.",
             "baseUrl":"https://northwind.coupahost.com","clientId":"3fae21c0b7d94d52","requestCeiling":10,
             "verifying":false,"tasks":{
              "APPLICATION_ROSTER":{"verdict":"GRANTED","message":"Coupa grants core.user.read.",
               "scope":"core.user.read","tokenExpiresAt":"2026-11-25T09:30:00Z","tokenRenewedAt":"2026-11-25T05:28:11Z"},
              "EXPENSE_DISCOVERY":{"verdict":"GRANTED","message":"Coupa grants core.expense.read.",
               "scope":"core.expense.read","tokenExpiresAt":"2026-11-25T09:30:00Z",
               "tokenRenewedAt":"2026-11-25T05:27:40Z"}},
             "verifiedAt":"2026-11-24T09:30:06Z","changedAt":"2026-11-24T09:30:06Z"}""";

    static final String PENDING = """
            {"tenant":"northwind","version":1,"state":"PENDING",
             "message":"The connection is stored and being verified.",
             "baseUrl":"https://northwind.coupahost.com","clientId":"3fae21c0b7d94d52","requestCeiling":10,
             "verifying":true,"tasks":{
              "APPLICATION_ROSTER":{"verdict":"UNKNOWN","message":"The connection is not verified for this task yet.",
               "scope":"core.user.read"},
              "EXPENSE_DISCOVERY":{"verdict":"UNKNOWN","message":"The connection is not verified for this task yet.",
               "scope":"core.expense.read"}},
             "changedAt":"2026-11-24T09:30:00Z"}""";

    static final String SCOPE_MISSING = """
            {"tenant":"northwind","version":2,"state":"ACTIVE",
             "message":"Coupa accepts the client, but not every task may run: each task says why.",
             "baseUrl":"https://northwind.coupahost.com","clientId":"3fae21c0b7d94d52","requestCeiling":10,
             "verifying":false,"tasks":{
              "APPLICATION_ROSTER":{"verdict":"GRANTED","message":"Coupa grants core.user.read.",
               "scope":"core.user.read","tokenExpiresAt":"2026-11-25T09:30:00Z","tokenRenewedAt":"2026-11-25T05:28:11Z"},
              "EXPENSE_DISCOVERY":{"verdict":"SCOPE_MISSING",
               "message":"The client in Coupa lacks the scope core.expense.read (status 400, invalid_scope). Add it to the \
            client in Coupa under Setup > Integrations > OAuth2/OpenID Connect Clients, then verify the connection again.",
               "scope":"core.expense.read"}},
             "attention":[{"cause":"SCOPE_MISSING","task":"EXPENSE_DISCOVERY","since":"2026-11-24T09:30:06Z",
              "message":"The client in Coupa lacks the scope core.expense.read (status 400, invalid_scope). Add it to the \
            client in Coupa under Setup > Integrations > OAuth2/OpenID Connect Clients, then verify the connection again."}],
             "verifiedAt":"2026-11-24T09:30:06Z","changedAt":"2026-11-24T09:30:06Z"}""";

    static final String API_KEY_RETIRED = """
            {"tenant":"northwind","version":2,"state":"REAUTHORIZATION_REQUIRED","reason":"API_KEY_RETIRED",
             "message":"Coupa answered 401 to the API key: it has accepted none since January 2023. An Integration Admin \
            has to create a client with the grant type 'Client credentials' in Coupa under Setup > Integrations > \
            OAuth2/OpenID Connect Clients and save its Client ID and Client Secret here.",
             "baseUrl":"https://northwind.coupahost.com","requestCeiling":10,
             "verifying":false,"tasks":{
              "APPLICATION_ROSTER":{"verdict":"UNKNOWN","message":"The connection is not verified for this task yet.",
               "scope":"core.user.read"},
              "EXPENSE_DISCOVERY":{"verdict":"UNKNOWN","message":"The connection is not verified for this task yet.",
               "scope":"core.expense.read"}},
             "verifiedAt":"2026-11-24T09:30:01Z","changedAt":"2026-11-24T09:30:01Z"}""";

    static final String PAGE = """
            {"connections":[{"tenant":"northwind","version":2,"state":"REAUTHORIZATION_REQUIRED",
              "reason":"INVALID_CLIENT",
              "message":"Coupa does not accept the Client ID and the Client Secret (status 401, invalid_client): one of \
            them is wrong, or the client was deactivated or given a new secret.",
              "baseUrl":"https://northwind.coupahost.com","clientId":"3fae21c0b7d94d52","requestCeiling":10,
              "verifying":false,"tasks":{},
              "attention":[{"cause":"REAUTHORIZATION_REQUIRED","reason":"INVALID_CLIENT","since":"2026-11-24T09:30:00Z",
               "message":"Coupa does not accept the Client ID and the Client Secret (status 401, invalid_client): one of \
            them is wrong, or the client was deactivated or given a new secret."}],
              "nextAttemptAt":"2026-11-24T09:31:00Z","changedAt":"2026-11-24T09:30:00Z"}],
             "next":"northwind"}""";

    static final String COUNTS = """
            {"states":{"PENDING":0,"ACTIVE":9871,"DEGRADED":4,"REAUTHORIZATION_REQUIRED":112,"DISCONNECTED":13},
             "attention":{"connections":131,
              "causes":{"REAUTHORIZATION_REQUIRED":112,"SCOPE_MISSING":17,"FORBIDDEN":2,"DEGRADED":1}},
             "legacyKeys":{"imported":3120,"left":98}}""";

    static final String TOKENS = """
            {"tokens":[{"tenant":"northwind","task":"APPLICATION_ROSTER","version":7,
              "usableFrom":"2026-11-23T13:29:55.001Z","expiresAt":"2026-11-24T13:29:50Z","renewAt":"2026-11-24T09:25:12Z",
              "expired":false,"late":false,"failures":0}],
             "next":"2026-11-23T13:29:55.001Z/northwind/APPLICATION_ROSTER"}""";

    static final String TOKEN_AGES = """
            {"hours":{"0":811,"1":794,"19":802},"expired":0,"late":3}""";

    static final String HOSTS = """
            {"hosts":[{"host":"northwind.coupahost.com","ceiling":10,"rate":0.7,"silentSeconds":12,"callers":2}],
             "next":"northwind.coupahost.com"}""";

    static final String INVALID = """
            {"status":400,"title":"The request was not accepted","instance":"/api/v1/tenants/northwind/connection",
             "violations":[{"field":"baseUrl","in":"body",
              "message":"The address must start with https://, such as https://northwind.coupahost.com. For a simulator, your operator can allow it in COUPABRIDGE_ALLOWED_ORIGINS."}]}""";

    static final String TASKS = """
            {"tasks":["APPLICATION_ROSTER"]}""";

    static final String UNKNOWN_TASK = """
            {"status":400,"title":"The request was not accepted",
             "violations":[{"field":"tasks","in":"body","message":"It names something that is no task. The tasks are \
            [APPLICATION_ROSTER, EXPENSE_DISCOVERY]."}]}""";

    static final String LEFT_ALONE = """
            {"status":429,"title":"Too Many Requests",
             "detail":"Coupa has refused this Client ID and Client Secret ten times within 24 hours. They are left alone \
            until 2026-11-25T09:30:00Z; other ones are verified at once."}""";

    static final String NOT_FOUND = """
            {"status":404,"title":"Not Found",
             "detail":"There is no connection of tenant northwind. Save one with PUT."}""";

    private Examples() {}
}
