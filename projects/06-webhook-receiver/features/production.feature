Feature: The receiver in production
  In development an event may say how often its work fails and how long it takes, so that it can be seen. In production a
  sender decides nothing.

  Rule: It starts with a token that Olaf has made

    @fresh
    Scenario: Without a token
      When Olaf starts the receiver in production without a token
      Then it refuses to start, and says how a token is made

    @fresh
    Scenario: With his token
      Given Olaf runs the receiver in production with a token of his own
      And the payment service is a source
      When the payment service sends a payment
      Then the event is accepted
      And eventually the payment is kept once

  Rule: An event cannot make its own work fail, or slow

    @fresh
    Scenario: A payment that wants to fail
      Given Olaf runs the receiver in production with a token of his own
      And the payment service is a source
      When the payment service sends a payment that wants to fail 5 times and to take 30 seconds
      Then the event is accepted
      And eventually the event has succeeded on attempt 1
