@contract
Feature: The contract
  What is written in /openapi.json is what the service does: every answer in these features is compared with it.

  Rule: A request that does not fit is refused with what would

    Scenario: A method that there is not
      When DELETE is sent to /orders
      Then the status is 405, and GET, HEAD, POST are allowed

    Scenario: A body that is no JSON
      When Mia sends an order as XML
      Then the status is 415, and JSON is named as accepted

    Scenario: An answer that cannot be given
      When Mia asks for the orders as CSV
      Then the status is 406

    Scenario: A body that is too large
      When Mia sends an order of 70 kB
      Then the status is 413

  Rule: A guard decides before the body is taken

    Scenario: A large body from a stranger
      When Nora announces an order of 60 kB without a token, and waits to be asked for it
      Then she is refused with 401, and was never asked for the body

  Rule: Pages of other origins read answers only where Olaf allows it

    Scenario: No origin is allowed
      When a page of https://shop.example asks whether it may place orders
      Then it is not allowed

    @own-processes
    Scenario: Olaf allows one
      Given Olaf allows https://shop.example
      When a page of https://shop.example asks whether it may place orders
      Then it may, with Idempotency-Key, for the methods of the address

    Scenario: A setting that no browser would send
      When Olaf starts it with https://shop.example/ as allowed origin
      Then it ends with 2, and one line names the setting and says how an origin looks

  Rule: The document describes the service

    Scenario: A linter reads it
      When Mia asks for the description of the API
      Then a linter has nothing to say about it
