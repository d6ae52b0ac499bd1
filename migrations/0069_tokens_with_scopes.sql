-- What a program may do beside its role: spend credits, approve and publish; and from which networks its token works. Tokens from
-- before keep what they could; new ones have what is asked for.
alter table api_tokens
  add column spend boolean not null default true,
  add column publish boolean not null default true,
  add column networks text;              -- one address or network a line; null for any
alter table api_tokens
  alter column spend set default false,
  alter column publish set default false;
