drop trigger memberships_end_sessions on memberships;
drop trigger users_end_credentials on users;
drop trigger api_tokens_note_revoked on api_tokens;
drop function end_sessions_of_member(), end_credentials_of_user(), note_revoked_token();
drop table revoked_tokens;
