DROP TABLE api_tokens;
DROP TABLE orders;
DROP TYPE order_state;
