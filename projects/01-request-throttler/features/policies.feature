Feature: Limits that Olaf sets
  Olaf writes limits into a file. Several can hold for one request, and a new file holds without a restart.

  Rule: What one limit refuses costs nothing of another

    @own-processes
    Scenario: A burst is over before the minute's limit is
      Given Olaf has limited clients to 3 requests in 10 seconds and 5 in a minute
      When Mia sends 6 requests
      Then only the first 3 succeed

    @own-processes
    Scenario: What was refused as a burst is still there for the minute
      Given Olaf has limited clients to 3 requests in 10 seconds and 5 in a minute
      And Mia has sent 3 requests
      And Mia was refused 20 more
      When 10 seconds pass
      Then Mia can send 2 more requests, and not 3

    @own-processes
    Scenario: The minute's limit is over before a burst is
      Given Olaf has limited clients to 3 requests in 10 seconds and 3 in a minute
      And Mia has sent 3 requests
      When 10 seconds pass
      Then Mia is refused another request

  Rule: A new limit holds without a restart, and forgives nothing

    @own-processes
    Scenario: A higher limit
      Given Olaf has limited clients to 10 requests a minute
      And Mia has used up her limit
      And Mia was refused 3 more
      When Olaf changes that to 15 requests a minute
      Then Mia can send 5 more requests, and not 6

    @own-processes
    Scenario: A lower limit
      Given Olaf has limited clients to 10 requests a minute
      And Mia has sent 5 requests
      When Olaf changes that to 5 requests a minute
      Then Mia is refused another request
      And Nora can send 5 more requests, and not 6

  Rule: A limit that is wrong changes nothing

    @own-processes
    Scenario: A limit of nothing
      Given Olaf has limited clients to 10 requests a minute
      And Mia has sent 5 requests
      When Olaf writes a limit that makes no sense
      Then the log tells Olaf which limit is wrong
      And Mia can send 5 more requests, and not 6
