drop table sessions;
drop table password_credentials;
