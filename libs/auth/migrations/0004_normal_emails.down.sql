-- The addresses stay as they are: email_display still has what was typed.
comment on column users.email is 'Normalised: trimmed, ASCII letters in lower case. email_display keeps what was typed.';
