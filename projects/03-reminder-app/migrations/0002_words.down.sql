DROP TABLE note_words;
