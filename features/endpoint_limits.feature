Feature: Limits of the API
  Whoever asks too often is refused, before anything is done for him: somebody unknown by his address, a member by herself.
  Olaf may write other limits, and sees what they do.

  Rule: A member is counted as herself, wherever she is

    @own-processes
    Scenario: Strangers at her address
      Given the limits are those that the platform comes with
      And Mia is a member
      And strangers at her address have used up theirs
      When Mia lists her jobs
      Then she gets her list

    @own-processes
    Scenario: Two tokens of one member
      Given Olaf has limited members to 3 requests an hour
      And Mia is a member
      And Olaf has given Mia another token
      And Mia has listed her jobs 2 times with one token and once with the other
      When Mia lists her jobs
      Then the request is refused as one too many

  Rule: Olaf sees whom the limits refuse, and may let them go on

    @own-processes
    Scenario: Most refused
      Given the limits are those that the platform comes with
      And Mia has signed up
      And someone has tried 12 passwords of hers
      When Olaf asks who is refused most
      Then it is that address, for guessing at that account, 7 times

    @own-processes
    Scenario: Set free
      Given the limits are those that the platform comes with
      And Mia has signed up
      And someone has tried 12 passwords of hers
      And Olaf has given back what is refused most
      When Mia signs in
      Then she is signed in

    @own-processes
    Scenario: A member is no operator
      Given Mia is a member
      When Mia asks who is refused most
      Then she is refused as one who may not

  Rule: Other services ask here

    @own-processes
    Scenario: A service that counts its own users
      Given Olaf has limited downloads to 3 an hour for other services
      When Olaf's service asks 4 times whether its user 7 may download
      Then that is allowed 3 times

    @own-processes
    Scenario: A member may use up nobody else's
      Given Mia is a member
      And Olaf has limited downloads to 3 an hour for other services
      When Mia asks whether user 7 may download
      Then she is refused as one who may not

  Rule: New limits hold at once, and wrong ones not at all

    @own-processes
    Scenario: A route that there is not
      Given Olaf has limited members to 3 requests an hour
      When Olaf writes a limit about a route that there is not
      Then the log tells Olaf which one
      And members are still limited to 3 requests an hour
