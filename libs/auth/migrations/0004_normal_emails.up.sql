-- Addresses in the form in which the program now looks them up: in NFC, beyond ASCII in lower case, too.
--
-- Where two rows would become one, the one that has this form already keeps it, else the oldest gets it. The other stays
-- as it was, with all that is its own, and its owner cannot sign in: docs/operations.md, "Two accounts of one address",
-- lists such rows and says what to do.
do $$
declare
  other record;
begin
  for other in
    select id, normalize(translate(lower(normalize(email, nfc)), 'ς', 'σ'), nfc) as normal from tenstone.users
    where email ~ '[^[:ascii:]]' order by created_at, id
  loop
    begin
      update tenstone.users set email = other.normal where id = other.id and email <> other.normal;
    exception when unique_violation then null;
    end;
  end loop;
end $$;

comment on column users.email is 'Normalised: trimmed, NFC, in lower case, domain labels in their own letters. email_display keeps what was typed.';
