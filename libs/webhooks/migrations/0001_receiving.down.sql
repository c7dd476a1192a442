DROP TABLE webhook_seen, webhook_inbox, webhook_secrets, webhook_version, webhook_sources;
