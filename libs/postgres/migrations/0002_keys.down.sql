DROP TABLE tenstone.keys;
