DROP TABLE action_version, actions;
