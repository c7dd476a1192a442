Feature: Workers come and go
  That a reminder has gone off, its next time and its message are one commit. So a worker may die at any moment: all of it
  has happened, or nothing, and another worker goes on. A message may then be sent twice, under the same id.

  Rule: A worker that dies takes nothing with it

    @own-processes
    Scenario: While Nora's endpoint has not answered
      Given Mia has a reminder by webhook that is due in 5 minutes
      And Nora's endpoint does not answer its first call
      And 5 minutes have passed, and Nora's endpoint was called
      When the worker is killed and another one starts
      Then eventually Nora has the message twice, under one id
      And it has gone off once, and for the last time

    @fresh
    Scenario: While the mail service has not answered
      Given the mail service takes mails, but its first answer is lost
      And Mia has a reminder by e-mail that is due now, and the mail service has taken it
      When the worker is killed and another one starts
      Then eventually the mail service has the mail twice, under one id
      And it has gone off once, and for the last time

    @own-processes
    Scenario Outline: One of two workers dies at the time of 50 rules: the <which> one
      Given a second worker runs
      And Mia has 50 reminders by webhook for 07:00 in Riga every day
      When the next 07:00 in Riga passes, and the <which> worker is killed
      Then each of them has eventually gone off once, and is due again a day later
      And Nora has a message of each, under an id of its own

      Examples:
        | which  |
        | first  |
        | second |

  Rule: A worker that is told to stop gives back what it cannot end

    @own-processes
    Scenario: It has 1 second, and Nora's endpoint does not answer
      Given the worker has 1 second to end what it has begun
      And Mia has a reminder by webhook that is due in 5 minutes
      And Nora's endpoint does not answer its first call
      And 5 minutes have passed, and Nora's endpoint was called
      When the worker is stopped, and another one starts
      Then eventually Nora has the message twice, under one id
      And the attempt that was interrupted is no failure

  Rule: After a time without workers catch-up says what goes off

    @own-processes
    Scenario Outline: Three mornings without a worker, of which <policy>
      Given Mia has a reminder in the log for 07:00 in Riga every day, of whose missed times <policy>
      And no worker runs
      And the next 07:00 in Riga has passed
      And 51 hours have passed
      When a worker runs again
      Then it has eventually gone off <times> times and looks forward
      And the log of the worker says that it missed some: <missed>

      Examples:
        | policy            | times | missed |
        | the last goes off | 1     | yes    |
        | all go off        | 3     | no     |
        | none goes off     | 0     | yes    |

    @own-processes
    Scenario: A single time goes off, however late
      Given Mia has a reminder in the log that is due in 5 minutes
      And no worker runs
      And 3 days have passed
      When a worker runs again
      Then Mia is eventually reminded in the log, once
