@own-processes
Feature: The page that shows events and deliveries
  Whoever learns signs an event, sends it twice, and sees it handled once; and sees a delivery tried again.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Mia opens the link of the receiver's page
      Then the page shows an inbox without events
      And the receiver's token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Mia opens the receiver's page without the token
      Then the receiver's page asks her for the token

  Rule: An event is signed in the browser, and sent as a provider sends it

    Scenario: A new event
      Given Mia has opened the link of the receiver's page
      And she has added a source there
      When she sends the sample event there
      Then the page shows that it was accepted
      And the page's inbox shows 1 event that succeeded

    Scenario: The same event again
      Given Mia has opened the link of the receiver's page
      And she has added a source there
      And she has sent the sample event there
      When she sends the same event there again
      Then the page shows that it was a duplicate
      And the page's inbox shows 1 event with 1 duplicate

    Scenario: A body that is changed after it was signed
      Given Mia has opened the link of the receiver's page
      And she has added a source there
      When she sends an event there whose body is changed after it was signed
      Then the page shows that it was refused
      And the page shows an inbox without events

  Rule: One event is looked at, and handled again

    Scenario: Replay
      Given Mia has opened the link of the receiver's page
      And she has added a source there
      And she has sent the sample event there
      When she opens the event there and replays it
      Then the page shows its body and that it was handled again

  Rule: The attempts of a delivery stand on a time line

    Scenario: An endpoint that fails once
      Given Mia has opened the link of the receiver's page
      And Nora has an endpoint for orders
      And Nora's endpoint fails 1 time
      When she sends a message there, and 10 minutes pass in steps
      Then the time line shows 1 failed attempt and 1 that succeeded

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the link of the receiver's page
      When she goes through the receiver's page by keyboard
      Then she meets each of its first controls once
