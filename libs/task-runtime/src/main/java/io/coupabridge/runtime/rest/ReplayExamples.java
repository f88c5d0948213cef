package io.coupabridge.runtime.rest;

/** The bodies that the OpenAPI document shows. */
final class ReplayExamples {

    static final String PROBLEM = "application/problem+json";

    static final String DRY_RUN = """
            {"topic":"coupa.task-commands.roster.dead-letter","tenant":"northwind"}""";

    static final String REPLAY = """
            {"topic":"coupa.roster.users.quarantine","tenant":"northwind","reason":"The field active","dryRun":false}""";

    static final String COMMANDS_REPORT = """
            {"dryRun":true,"read":1290,"selected":2,"replayable":1,
             "reasons":{"The command has no readable commandId (a UUID).":1,"The message is not JSON.":1},
             "tenants":{"northwind":2},"obstacles":{"It is still unreadable. The message is not JSON.":1},
             "examples":[
              {"place":"0:1284","at":"2026-11-24T08:00:02Z","tenantId":"northwind",
               "id":"7d1f0a52-6c0e-4f39-9a35-2f6f1f0f7c11","reason":"The command has no readable commandId (a UUID).",
               "replays":0},
              {"place":"0:1289","at":"2026-11-24T08:01:40Z","tenantId":"northwind","reason":"The message is not JSON.",
               "replays":0,"obstacle":"It is still unreadable. The message is not JSON."}],
             "rereads":[]}""";

    static final String RECORDS_REPORT = """
            {"dryRun":false,"read":3,"selected":1,"replayable":1,
             "reasons":{"The field active is neither true nor false.":1},"tenants":{"northwind":1},"obstacles":{},
             "examples":[{"place":"7:12","at":"2026-11-24T08:00:02Z","tenantId":"northwind","id":"4130",
              "reason":"The field active is neither true nor false.","replays":0}],
             "rereads":[{"tenantId":"northwind","messages":1,"from":"2026-10-02T12:30:00Z","to":"2026-10-02T12:30:01Z",
              "commandId":"3c5e0a0e-64a4-4b0c-8f4e-0c9f3f1d2a77"}]}""";

    static final String INVALID = """
            {"status":400,"title":"The request was not accepted","instance":"/api/v1/replays",
             "violations":[{"field":"limit","in":"body","message":"The limit is 1 to 10000."}]}""";

    static final String DOWN = """
            {"status":503,"title":"Service Unavailable",
             "detail":"Kafka or the database does not answer. Some may have been replayed; ask again, nothing is done \
            twice.","instance":"/api/v1/replays"}""";

    private ReplayExamples() {}
}
