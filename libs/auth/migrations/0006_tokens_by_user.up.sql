-- A person lists their own tokens, in all organisations; and what ends a user or a membership looks for them.
create index api_tokens_by_user on api_tokens (user_id, org_id);
