Feature: Reminders go off
  A reminder is a row with a time. When its time has come, a worker hands it to its channel, once.

  Rule: It goes off at its time, and never before

    @own-processes
    Scenario Outline: At its time, <channel>
      Given Mia has a reminder <channel> that is due in 5 minutes
      When 5 minutes pass
      Then Mia is eventually reminded <channel>, once
      And it did not go off before its time

      Examples:
        | channel    |
        | by e-mail  |
        | by webhook |
        | in the log |

    @own-processes
    Scenario: Before its time
      Given Mia has a reminder by e-mail that is due in 5 minutes
      When 4 minutes pass
      Then it has not gone off, though another one that is due now has
      And it waits for its time

    Scenario: Its time has just passed
      When Mia makes a reminder in the log that was due 30 seconds ago
      Then Mia is eventually reminded in the log, once

    Scenario: Its time has passed long ago
      When Mia makes a reminder in the log that was due 2 minutes ago
      Then the reminder is refused because its time has passed

  Rule: A rule goes off again and again

    @own-processes
    Scenario: At seven in the morning
      Given Mia has a reminder by e-mail for 07:00 in Riga every day
      When the next 07:00 in Riga passes
      Then Mia is eventually reminded by e-mail, once
      And its next time is 07:00 in Riga, a day later

  Rule: What has gone off is snoozed, or acknowledged

    @own-processes
    Scenario: Snoozed
      Given Mia has a reminder by e-mail that has gone off
      And Mia has snoozed it for 10 minutes
      When 10 minutes pass
      Then Mia is eventually reminded by e-mail, 2 times

    @own-processes
    Scenario: Snoozed, and not yet time
      Given Mia has a reminder by e-mail that has gone off
      And Mia has snoozed it for 10 minutes
      When 9 minutes pass
      Then it has gone off 1 time, though another one that is due now has

    @own-processes
    Scenario: A snooze leaves the times of a rule
      Given Mia has a reminder in the log for 07:00 in Riga every day
      And the next 07:00 in Riga has passed, and it has gone off
      When Mia snoozes it for 10 minutes
      Then it goes off once more in 10 minutes
      And its next time is 07:00 in Riga, a day later

    @own-processes
    Scenario: Acknowledged while it is snoozed
      Given Mia has a reminder by e-mail that has gone off
      And Mia has snoozed it for 10 minutes
      And Mia has acknowledged it
      When 10 minutes pass
      Then it has gone off 1 time, though another one that is due now has

    Scenario: Acknowledged
      Given Mia has a reminder in the log that has gone off
      When Mia acknowledges it
      Then it is acknowledged, and cannot be snoozed any more

    Scenario: Before it has gone off
      Given Mia has a reminder in the log that is due in 5 minutes
      When Mia snoozes it for 10 minutes
      Then the reminder is refused because it has not gone off
