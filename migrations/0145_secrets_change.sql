-- The secret of an installation can be changed: whoever seals keys anew reads and writes nothing else of integrations.
create policy reseal on integrations to igny8_system using (true) with check (true);
grant select (account_id, id, secret), update (secret) on integrations to igny8_system;
