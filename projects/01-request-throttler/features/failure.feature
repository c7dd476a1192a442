Feature: Limits while something is wrong
  The counts are in Redis. Olaf decides for each limit what holds while it is away; what was counted is not lost.

  Rule: A limit holds while Redis is away

    @own-project
    Scenario: Redis hangs
      Given Redis hangs
      And Mia has used up her limit
      When Mia sends a request
      Then it is refused because she sent too many

    @own-processes
    Scenario: Another client meanwhile
      Given Redis hangs
      And Mia has used up her limit
      When Nora sends a request
      Then it succeeds and leaves her 9 more

  Rule: Olaf may prefer to let everybody in, or nobody

    @own-processes
    Scenario: Everybody
      Given Olaf prefers to let everybody in while Redis is away
      And Redis hangs
      When Mia sends 30 requests
      Then all succeed

    @own-processes
    Scenario: Nobody
      Given Olaf prefers to let nobody in while Redis is away
      And Redis hangs
      When Mia sends a request
      Then it is refused because nobody can count it
      And she is told to come back within 1 seconds

  Rule: A restart forgives nothing

    @own-project
    Scenario: Redis restarts
      Given Mia has used up her limit
      When Redis is restarted
      Then Mia is refused another request

    @own-processes
    Scenario: The process restarts
      Given Mia has used up her limit
      When the process is restarted
      Then Mia is refused another request

  Rule: A clock that is set right locks nobody out for longer than a window

    @own-processes
    Scenario: The clock was an hour ahead
      Given the clock is 1 hour ahead
      And Mia has used up her limit
      When the clock is set right
      Then Mia is refused another request
      And she is told to come back within 66 seconds

    @own-processes
    Scenario: A window later
      Given the clock is 1 hour ahead
      And Mia has used up her limit
      And the clock has been set right
      And Mia was refused 1 more
      When 1 minute passes
      Then Mia can send 10 more requests, and not 11
