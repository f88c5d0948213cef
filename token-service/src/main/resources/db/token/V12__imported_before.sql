-- Connections that began with an API key and have been reauthorized since, as the trail tells. Only an import since the tenant
-- was last disconnected or erased counts. It reads the whole trail, so it changes no table: connections are at work meanwhile.
update connection set imported = true
    where state <> 'DISCONNECTED' and not imported
        and tenant in (
            select i.tenant from trail_entry i
                where i.action = 'API_KEY_IMPORTED'
                    and not exists (
                        select from trail_entry e
                            where e.tenant = i.tenant and e.position > i.position
                                and e.action in ('CONNECTION_DELETED', 'ERASURE_REQUESTED')));
