Feature: Request throttler
  A client, known by its address, may send 10 requests a minute to a route. What is above that is refused, and told when
  to come back.

  # [snippet:seed]
  @seed
  Scenario: Allow requests under limit
    Given a client IP
    And a limit of 10 requests per minute
    When 5 requests are sent
    Then all succeed

  @seed
  Scenario: Block requests over limit
    Given the same client IP
    When the 11th request is sent
    Then HTTP 429 is returned
  # [/snippet:seed]

  Rule: Each client has a limit of its own

    Scenario: Another client is not in the way
      Given Mia has used up her limit
      When Nora sends a request
      Then it succeeds and leaves her 9 more

  Rule: A limit is whole again when its window has passed

    Scenario: The window is not over yet
      Given Mia has used up her limit
      When 50 seconds pass
      Then Mia is refused another request
      And she is told to come back within 11 seconds

    Scenario: The window has passed
      Given Mia has used up her limit
      When 1 minute passes
      Then Mia can send 10 more requests, and not 11

  Rule: All processes count together

    @own-processes
    Scenario: Two processes share one limit
      Given a second process serves, too
      And Mia has sent 5 requests to each process
      When Mia sends a request
      Then it is refused because she sent too many
      And the second process refuses her, too

  Rule: A request that is refused costs nothing

    @own-processes
    Scenario: Asking again and again
      Given Olaf has limited clients to 10 requests in any minute
      And Mia has used up her limit
      And 30 seconds have passed
      And Mia was refused 20 more
      When 30 seconds pass
      Then Mia can send 10 more requests, and not 11
