Feature: A quick acknowledgement
  A provider waits for some seconds and then sends again. So the answer comes when the event is safe, and before the work.

  Rule: The answer does not wait for the work

    Scenario: Slow work
      Given the payment service is a source
      When the payment service sends a payment that takes 4 seconds
      Then the event is accepted within 2 seconds
      And the payment is not kept yet
      And eventually the payment is kept once

  Rule: What was acknowledged is handled, whatever dies

    @own-processes
    # [snippet:killed]
    Scenario: The receiver is killed right after its answer
      Given the payment service is a source
      And the payment service has sent a payment that takes 1 second
      When the receiver is killed and started again, and 10 minutes pass
      Then eventually the payment is kept once
      # [/snippet:killed]

    @own-project
    Scenario: PostgreSQL is killed right after the answer
      Given the payment service is a source
      And the payment service has sent a payment that takes 1 second
      When PostgreSQL is killed and comes back
      Then eventually the payment is kept once

  Rule: What is not safe is not acknowledged

    @own-project
    Scenario: PostgreSQL is away
      Given the payment service is a source
      And PostgreSQL hangs
      When the payment service sends a payment
      Then the payment service is asked to send it again later

    @own-project
    Scenario: PostgreSQL is back, and the provider sends again
      Given the payment service is a source
      And PostgreSQL hung when the payment service sent a payment
      When the payment service sends the same payment again
      Then the event is acknowledged
      And eventually the payment is kept once

  Rule: Without Redis all goes on, a little slower

    @own-processes
    Scenario: Redis is away
      Given the payment service is a source
      And Redis hangs
      When the payment service sends a payment
      Then the event is accepted
      And eventually the payment is kept once
