delete from webhook_secrets where owner_id in (select id from webhook_endpoints);
drop table webhook_attempts, webhook_deliveries, webhook_messages, webhook_endpoints;
