CREATE TABLE notes (
  id         uuid        CONSTRAINT notes_pkey PRIMARY KEY,
  title      text        NOT NULL,
  body       text,
  created_at timestamptz NOT NULL
);
