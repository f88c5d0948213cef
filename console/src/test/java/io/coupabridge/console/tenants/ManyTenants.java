package io.coupabridge.console.tenants;

import java.util.List;

/** Ten thousand tenants {@code many-…} and a hundred thousand runs, as statements for the console's database. */
final class ManyTenants {

    static final List<String> STATEMENTS = List.of("""
            insert into connection (tenant, version, state, reason, message, host, since, legacy, event)
            select 'many-' || lpad(n::text, 5, '0'), 1,
                case when n % 10 = 0 then 'REAUTHORIZATION_REQUIRED' else 'ACTIVE' end, null, 'A message.',
                'many' || n % 7 || '.coupahost.com', now() - n * interval '1 second', false,
                json_build_object('tenantId', 'many-' || lpad(n::text, 5, '0'), 'version', 1, 'state',
                    case when n % 10 = 0 then 'REAUTHORIZATION_REQUIRED' else 'ACTIVE' end, 'requestCeiling', 10,
                    'tasks', json_build_object(), 'changedAt', '2026-12-01T10:00:00Z')
            from generate_series(1, 10000) n
            """, """
            insert into task_verdict (tenant, task, verdict, since)
            select tenant, task, case when tenant like '%5' then 'SCOPE_MISSING' else 'GRANTED' end, now()
            from connection, (values ('APPLICATION_ROSTER'), ('EXPENSE_DISCOVERY')) t (task)
            where tenant like 'many-%'
            """, """
            insert into run (command_id, tenant, task, state, sequence, first_seen, updated_at, finished_at, change)
            select gen_random_uuid(), tenant, 'APPLICATION_ROSTER', 'COMPLETED', 4, now(), now(), now(), n
            from connection, generate_series(1, 10) n where tenant like 'many-%'
            """);

    private ManyTenants() {}
}
