Feature: The servers that the throttler brings along
  Olaf tries the throttler on a machine without servers. It brings a Redis of its own, and nothing that it does not use.

  Rule: It starts Redis alone

    @own-project
    Scenario: No PostgreSQL is started
      When Mia sends a request
      Then it succeeds and leaves her 9 more
      And a Redis of its own works
      And it has started no PostgreSQL
