Feature: Orders while PostgreSQL is away

  Rule: Nothing is promised that is not stored

    @own-project
    Scenario: PostgreSQL hangs
      Given Mia has placed an order with a key
      And PostgreSQL hangs
      When Mia orders 1 teapot at 12.50
      Then it is refused because the database is away, and she may try again

    @own-project
    Scenario: PostgreSQL comes back
      Given Mia has placed an order with a key
      And PostgreSQL is killed and comes back
      When Mia sends the same order with the same key
      Then she gets the first answer again, marked as replayed
