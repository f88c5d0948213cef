-- Calls are counted by what the credential is, which outlives its row. Calls from before belong to none.
alter table grant_call add column sealed_fingerprint text;
drop index grant_call_by_credential;
alter table grant_call drop column credential_version;
create index grant_call_by_tenant on grant_call (tenant, called_at);
