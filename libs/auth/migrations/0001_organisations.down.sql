drop table api_tokens;
drop table memberships;
drop table users;
drop table organisations;
