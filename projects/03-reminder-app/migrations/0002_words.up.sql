CREATE TABLE note_words (
  note_id uuid    CONSTRAINT note_words_pkey PRIMARY KEY
                  CONSTRAINT note_words_note_id_fkey REFERENCES notes (id) ON DELETE CASCADE,
  words   integer NOT NULL
);
