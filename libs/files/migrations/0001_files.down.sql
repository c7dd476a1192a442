drop table file_chunks, files;
