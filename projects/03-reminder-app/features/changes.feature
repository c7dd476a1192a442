Feature: Reminders are changed and cancelled
  A reminder may be changed while a worker is about to let it go off. Whoever comes first counts, and the other learns of it.

  Rule: A change that comes first counts

    @own-processes
    Scenario: Moved before its time
      Given Mia has a reminder by e-mail that is due in 5 minutes
      And Mia has moved it to 2 hours from now
      When 5 minutes pass
      Then it has not gone off, though another one that is due now has
      And it waits for its time

    @own-processes
    Scenario: Moved, and its new time comes
      Given Mia has a reminder by e-mail that is due in 5 minutes
      And Mia has moved it to 2 hours from now
      When 2 hours pass
      Then Mia is eventually reminded by e-mail, once
      And it did not go off before its time

    @own-processes
    Scenario: Moved while it is due and no worker runs
      Given Mia has a reminder by e-mail that is due in 5 minutes
      And no worker runs
      And 10 minutes have passed
      And Mia has moved it to 2 hours from now
      When a worker runs again
      Then it has not gone off, though another one that is due now has

    @own-processes
    Scenario: Cancelled while it is due and no worker runs
      Given Mia has a reminder by e-mail that is due in 5 minutes
      And no worker runs
      And 10 minutes have passed
      And Mia has cancelled it
      When a worker runs again
      Then it has not gone off, though another one that is due now has
      And it is cancelled, and still in the list

  Rule: That it goes off is a change

    @own-processes
    Scenario: It goes off before Mia has moved it
      Given Mia has a reminder in the log that is due in 5 minutes
      And 5 minutes have passed, and it has gone off
      When Mia moves it to 2 hours from now, as she saw it before
      Then she learns that it was changed since
      And it has gone off once, and for the last time

    Scenario: Mia and Olaf move it at once
      Given Mia has a reminder in the log that is due in 5 minutes
      When Mia and Olaf move it at once, each to another time
      Then one of them learns that it was changed since
      And it is due when the other one has said

    Scenario: A change that does not say which version it is of
      Given Mia has a reminder in the log that is due in 5 minutes
      When Mia moves it without a word about what she saw
      Then the reminder is refused because it has to say what it changes

  Rule: A cancelled reminder stays cancelled

    Scenario: It is changed
      Given Mia has a reminder in the log that is due in 5 minutes
      And Mia has cancelled it
      When Mia moves it to 2 hours from now
      Then the reminder is refused because it was cancelled

    Scenario: It is cancelled again
      Given Mia has a reminder in the log that is due in 5 minutes
      And Mia has cancelled it
      When Mia cancels the reminder
      Then it is cancelled, and still in the list
