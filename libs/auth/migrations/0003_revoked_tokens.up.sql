-- Revocations of API tokens, for the copies that Redis keeps: every end of a token leaves its hash here, whatever ended it.

create table revoked_tokens (
  hash        bytea       not null,
  revoked_at  timestamptz not null default tenstone.now(),
  revoked_xid xid8        not null default pg_current_xact_id()
);
create index revoked_tokens_by_revocation on revoked_tokens (revoked_xid);
comment on table revoked_tokens is 'Read for 20 minutes, as long as a tombstone lives in Redis (src/credential_cache.hpp); rows of yesterday go with the next one.';
comment on column revoked_tokens.revoked_xid is 'Revocations are handed to Redis in this order, by no clock.';

create function note_revoked_token() returns trigger language plpgsql as $$
begin
  delete from tenstone.revoked_tokens where revoked_at < tenstone.now() - interval '1 day';
  insert into tenstone.revoked_tokens (hash) values (old.hash);
  return null;
end $$;
create trigger api_tokens_note_revoked after delete on api_tokens for each row execute function note_revoked_token();

-- A session of a disabled user or a lost member does not hold. Its row says so, so that Redis hears of it. A token of
-- a disabled user works again at the latest 20 minutes after the user does.
create function end_credentials_of_user() returns trigger language plpgsql as $$
begin
  update tenstone.sessions
    set revoked_at = tenstone.now(), revoked_xid = pg_current_xact_id(), revoke_reason = 'user disabled'
    where user_id = new.id and revoked_at is null;
  insert into tenstone.revoked_tokens (hash) select hash from tenstone.api_tokens where user_id = new.id;
  return null;
end $$;
create trigger users_end_credentials after update of status on users for each row
  when (old.status = 'active' and new.status <> 'active') execute function end_credentials_of_user();

create function end_sessions_of_member() returns trigger language plpgsql as $$
begin
  update tenstone.sessions
    set revoked_at = tenstone.now(), revoked_xid = pg_current_xact_id(), revoke_reason = 'member removed'
    where org_id = old.org_id and user_id = old.user_id and revoked_at is null;
  return null;
end $$;
create trigger memberships_end_sessions after delete on memberships for each row execute function end_sessions_of_member();
