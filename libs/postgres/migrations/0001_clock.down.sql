DROP FUNCTION tenstone.now();
