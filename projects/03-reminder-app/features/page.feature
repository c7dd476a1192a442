@own-processes
Feature: The page that shows reminders and what became of them
  Whoever learns makes a reminder, sees when it goes off on the night when the clocks change, and follows it to its channel.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Mia opens the link of the reminders' page
      Then the page shows that there is no reminder
      And the reminders' token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Mia opens the reminders' page without the token
      Then the reminders' page asks her for the token

  Rule: A reminder is made, opened and cancelled

    Scenario: The sample reminder
      Given Mia has opened the link of the reminders' page
      When she saves the sample reminder there
      Then the page's list of reminders shows it, active and with its next time
      And its only time there waits to come

    Scenario: Seen from another zone
      Given Mia has opened the link of the reminders' page
      And her clock shows the time of New York
      When she saves a reminder for 09:00 in Riga there
      Then the page shows that it goes off at 09:00 in Riga, and at which time that is on her clock

    Scenario: After a reload
      Given Mia has opened the link of the reminders' page
      And she has saved the sample reminder there
      When she loads the page again
      Then the page still shows the reminder that she had opened

    Scenario: Cancelled
      Given Mia has opened the link of the reminders' page
      And she has saved the sample reminder there
      When she cancels it there
      Then the page's list of reminders shows it only among those that are cancelled

    Scenario: More than one page
      Given there are 25 reminders
      And Mia has opened the link of the reminders' page
      When she goes to the next page of the list there
      Then the page shows the 5 oldest reminders, and the way back

  Rule: The next times are shown while a rule is written

    Scenario Outline: Half past three in Riga on the night when clocks go forward: <choice>
      Given Mia has opened the link of the reminders' page
      When she writes a rule for 03:30 in Riga there, and "<choice>" for skipped times
      Then the page shows it around that night <shown>, and says why

      Examples:
        | choice             | shown                  |
        | when the gap ends  | at 04:00               |
        | as much later      | at 04:30               |
        | not at all         | not at all             |

    Scenario Outline: Half past three in Riga on the night when clocks go back: <choice>
      Given Mia has opened the link of the reminders' page
      When she writes a rule for 03:30 in Riga there, and "<choice>" for times that come twice
      Then the page shows 03:30 of that night <count>, and says why

      Examples:
        | choice          | count                |
        | the first time  | in summer time       |
        | the last time   | in winter time       |
        | both times      | in both              |

    Scenario: A rule that cannot be read
      Given Mia has opened the link of the reminders' page
      When she writes a rule there whose hour is 25
      Then the page says what is wrong with the rule

  Rule: What has gone off is acknowledged or put off

    Scenario: It goes off while she writes another one
      Given Mia has opened the link of the reminders' page
      And she has saved the sample reminder there
      And she writes into the form there
      When its minute has passed
      Then the page shows that it has gone off, and has drawn its attempt
      And what she writes is still there, and where she writes

    Scenario: Acknowledged
      Given Mia has opened the link of the reminders' page
      And her sample reminder there has gone off
      When she acknowledges it there
      Then the page shows that nothing is left to acknowledge

    Scenario: Snoozed
      Given Mia has opened the link of the reminders' page
      And her sample reminder there has gone off
      When she snoozes it there, and 5 minutes pass
      Then the page shows that it has gone off twice, the second time as it was snoozed

  Rule: The life of a reminder stands on a time line, with why it waits

    Scenario: An endpoint that fails once
      Given Mia has opened the link of the reminders' page
      And she has added Nora's endpoint there, which fails once
      When a reminder to Nora's endpoint goes off
      Then the time line shows a failed attempt and a planned one, and the page says why it waits

    Scenario: The attempt after it
      Given Mia has opened the link of the reminders' page
      And she has added Nora's endpoint there, which fails once
      And a reminder to Nora's endpoint has gone off
      When the pause before its next attempt has passed
      Then the time line shows a failed attempt and one that succeeded
      And Nora can verify both with the secret that the page has shown

    Scenario: No worker
      Given Mia has opened the link of the reminders' page
      And she has saved the sample reminder there
      And the worker is stopped
      When its minute has passed
      Then the page says that no worker has taken it

  Rule: Somebody else's change is not overwritten

    Scenario: Olaf was first
      Given Mia has opened the link of the reminders' page
      And she has saved the sample reminder there
      And Olaf has renamed it while she writes a text for it
      When she saves her text there
      Then the page says that somebody was first, and shows his title beside her text

    Scenario: Once more
      Given Mia has opened the link of the reminders' page
      And she has saved the sample reminder there
      And Olaf has renamed it while she writes a text for it
      When she saves her text there twice
      Then the reminder has his title and her text

  Rule: What others write is text

    Scenario: A title that is a script
      Given there is a reminder whose title and text are a script
      And Mia has opened the link of the reminders' page
      When she opens that reminder there
      Then the page shows the script in its title as text

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the link of the reminders' page
      When she goes through the reminders' page by keyboard
      Then she meets each of the reminders' first controls once
