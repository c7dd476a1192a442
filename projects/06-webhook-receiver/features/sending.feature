Feature: Messages to endpoints
  Mia's service tells others what happens. Each message reaches every endpoint that wants it, signed, and again until it
  is taken.

  Rule: A message goes to the endpoints that want its type, signed for each

    Scenario: An endpoint of the type
      Given Nora has an endpoint for orders
      When Mia sends a message of an order
      Then eventually Nora has the message, and the library of Standard Webhooks finds it signed

    Scenario: An endpoint of another type
      Given Nora has an endpoint for invoices
      When Mia sends a message of an order
      Then it is delivered to nobody

    Scenario: Mia has missed the answer
      Given Nora has an endpoint for orders
      And Mia has sent a message of an order with a key
      When Mia sends it again with the same key
      Then it is the first message
      And eventually Nora has the message once

    Scenario: A secret is changed
      Given Nora has an endpoint for orders
      And Nora has got a new secret, and time for the old one
      When Mia sends a message of an order
      Then eventually Nora has the message, and it is signed with both secrets

  Rule: What is not taken is sent again, by a schedule

    @own-processes
    Scenario: The endpoint fails twice
      Given Nora has an endpoint for orders
      And Nora's endpoint fails 2 times
      When Mia sends a message of an order, and 10 minutes pass in steps
      Then eventually it is delivered on attempt 3
      And each attempt had the same id and body, and a signature of its own
      And the second pause was longer than the first one

    @own-processes
    Scenario: The endpoint asks for patience
      Given Nora has an endpoint for orders
      And Nora's endpoint is busy, and asks for 20 minutes
      When Mia sends a message of an order, and 10 minutes pass in steps
      Then Nora's endpoint was called once
      And it is called again when 20 minutes have passed

    @own-processes
    Scenario: The endpoint is down for days
      Given Nora has an endpoint for orders
      And Nora's endpoint is down
      When Mia sends a message of an order, and 4 days pass in steps
      Then eventually it has failed on attempt 10
      And it is delivered when Nora's endpoint is up and Olaf has it sent again

    Scenario: The endpoint sends Mia's service elsewhere
      Given Nora has an endpoint for orders
      And Nora's endpoint points to another address
      When Mia sends a message of an order
      Then eventually its first attempt has failed
      And the other address was never called

  Rule: An endpoint that is gone is left alone

    Scenario: It says so
      Given Nora has an endpoint for orders
      And Nora's endpoint says that it is gone
      When Mia sends a message of an order
      Then eventually Nora's endpoint is disabled
      And another message is delivered to nobody

  Rule: An endpoint that does not answer slows nobody

    @own-processes
    Scenario: Beside a healthy one
      Given Nora has an endpoint for orders
      And Lena has an endpoint for orders, which never answers
      When Mia sends 40 messages of orders
      Then eventually Nora has all 40 messages
      And at most 10 calls to Lena's endpoint are open

  Rule: No message goes into the private network

    Scenario Outline: <where>
      When Olaf adds an endpoint at <where>
      Then it is refused because its address is forbidden

      Examples:
        | where                               |
        | a private address                   |
        | the address of the cloud's metadata |
        | an address written as one number    |
        | an address with a password in it    |
