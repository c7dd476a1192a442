Feature: Webhooks
  Events from outside start actions, and actions tell others. Mia's shop signs its events; Nora's service takes signed
  requests. Olaf declares which actions there are.

  Rule: An event from outside starts the action that its source names

    Scenario: Once, however often it is sent
      Given Mia is a member
      And Olaf has declared exports, which are posted to Nora's service
      And each event of Mia's shop starts an export
      When her shop sends an event twice
      Then her event is eventually handled, with one duplicate
      And Nora's service has the event once, as the input of an export

    Scenario: Again when it is replayed
      Given Mia is a member
      And Olaf has declared exports, which are posted to Nora's service
      And each event of Mia's shop starts an export
      And her shop has sent an event, which was handled
      When Mia replays the event
      Then Nora's service eventually has the event twice, as the input of an export

    @own-processes
    Scenario: Many at once, by the limits that the platform comes with
      Given the limits are those that the platform comes with
      And Mia is a member
      And each event of Mia's shop starts an export
      When her shop sends 100 events at once
      Then all of them are accepted

    Scenario: Its action was removed
      Given Mia is a member
      And Olaf has declared exports, which are posted to Nora's service
      And each event of Mia's shop starts an export
      And Olaf has removed exports
      When her shop sends an event
      Then her event eventually stands among the failed ones, because there is no such action

    Scenario: Somebody else signs
      Given Mia is a member
      And each event of Mia's shop starts an export
      When a stranger sends an event in the name of her shop
      Then it is refused as not signed by her shop
      And Mia's inbox is empty

    Scenario: A shop of another organisation
      Given Mia is a member
      And Nora is a member
      And each event of Mia's shop starts an export
      When her shop sends an event
      Then for Nora there is neither that shop nor its event

  Rule: An action may be a request

    Scenario: Signed by the installation
      Given Mia is a member
      And Olaf has declared exports, which are posted to Nora's service
      When Mia starts an export of 7 books
      Then it eventually succeeds on attempt 1
      And Nora's service has the 7 books once, signed by the installation
      And the log of attempt 1 says what her service answered

    Scenario: The service is busy
      Given Mia is a member
      And Olaf has declared exports, which are posted to Nora's service
      And her service is busy and asks for 3 seconds
      When Mia starts an export of 7 books
      Then it eventually succeeds on attempt 2
      And the second request came 3 seconds later or more, with the same number

    Scenario: The service wants none of it
      Given Mia is a member
      And Olaf has declared exports, which are posted to Nora's service
      And her service answers that there is no such place
      When Mia starts an export of 7 books
      Then it eventually fails on attempt 1

    Scenario: To a network that is not allowed
      Given Mia is a member
      And Olaf has declared exports, which are posted to an address of a private network
      When Mia starts an export of 7 books
      Then it eventually fails on attempt 1
      And the attempt says that requests may not go there

  Rule: An action may be an event for others

    Scenario: To the endpoints that want it
      Given Mia is a member
      And Nora's service wants what is exported
      And Olaf has declared exports, which are told to others
      When Mia starts an export of 7 books
      Then it eventually succeeds on attempt 1
      And Nora's service eventually has the event, signed for her

  Rule: Whoever runs the installation does the same by command

    Scenario: A source, its events, and a request that was recorded
      Given Mia is a member
      And Olaf has made a source for Mia's shop by command
      And her shop has sent an event
      When Olaf lists Mia's events by command
      Then it succeeds and names the event
      And a recorded request of the shop is verified by command, and not when a byte is changed

    Scenario: An endpoint and what it was sent
      Given Mia is a member
      And Olaf has made an endpoint for Nora's service by command
      When Olaf sends it a test by command
      Then Nora's service eventually has the test
      And Olaf sees the delivery by command
