drop index api_tokens_by_user;
