Feature: Events that come more than once
  A provider sends an event again until it is acknowledged. Each event is stored once and handled once.

  Rule: An event that comes again is acknowledged, and nothing more

    Scenario: The provider has missed the answer
      Given the payment service is a source
      And the payment service has sent a payment
      When the payment service sends the same payment again
      Then the event is a duplicate
      And eventually the payment is kept once
      And the inbox counts 1 duplicate and 0 conflicts of it

    Scenario: Many at once
      Given the payment service is a source
      When the payment service sends one payment 50 times at once
      Then one of them is accepted, and 49 are duplicates
      And eventually the payment is kept once
      And the inbox counts 49 duplicates and 0 conflicts of it

    @own-processes
    Scenario: Many at once, and two processes
      Given the payment service is a source
      And a second process of the receiver runs
      When the payment service sends one payment 50 times at once
      Then one of them is accepted, and 49 are duplicates
      And eventually the payment is kept once

  Rule: Only PostgreSQL says what a duplicate is

    @own-processes
    Scenario: The receiver is killed meanwhile
      Given the payment service is a source
      And the payment service has sent a payment
      And the receiver was killed and started again 10 minutes ago
      When the payment service sends the same payment again
      Then the event is a duplicate
      And eventually the payment is kept once

    @own-processes
    Scenario: Redis forgets all
      Given the payment service is a source
      And the payment service has sent a payment
      And Redis has lost all that it held
      When the payment service sends the same payment again
      Then the event is a duplicate
      And eventually the payment is kept once

  Rule: An id that comes with another body is a duplicate that somebody should look at

    Scenario: Another amount
      Given the payment service is a source
      And the payment service has sent a payment
      When the payment service sends another amount under the same id
      Then the event is a duplicate, and a conflict
      And the inbox counts 1 duplicate and 1 conflicts of it
      And eventually the payment is kept once, with its first amount

  Rule: Each source has ids of its own

    Scenario: Two sources use the same id
      Given the payment service is a source
      And the payment service has sent a payment
      And Olaf has added Standard Webhooks as a source
      When Standard Webhooks sends the same payment again
      Then the event is accepted
