Feature: Schedules that files declare
  A file of the actions folder may say when its action is started, and for whom. Olaf the operator has Mia greeted in this
  way. Mia sees the schedule among her own; what it says stands in the file alone.

  Rule: A file says when its action is started, and for whom

    @own-processes
    Scenario: At seven in the morning, with two workers
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      And another worker runs
      When the clocks in Riga pass 07:00
      Then 1 of Mia's greetings eventually succeeds
      And Mia sees one schedule, which a file declares

    @own-processes
    Scenario: Everything starts again
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      And the clocks in Riga have passed 07:00
      And 1 of Mia's greetings has succeeded
      And everything has started again
      When the clocks in Riga pass 07:00
      Then 2 of Mia's greetings eventually succeed

    @own-processes
    Scenario: Mia has her account later
      Given a file has a stranger greeted at 07:00 in Riga every day
      When Olaf makes an account for the stranger
      Then the stranger's list of schedules eventually names the greeting

  Rule: What the file says holds from the next start on

    @own-processes
    Scenario: Another time
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      When the file says 09:00 and everything starts again
      Then Mia is eventually next greeted at 09:00 in Riga

    @own-processes
    Scenario: No time any more
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      When the file says no time and everything starts again
      Then Mia eventually sees no schedule

  Rule: A pause holds whatever the file says

    @own-processes
    Scenario: Mia pauses it over a morning and a start
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      And Mia has paused what the file declares
      And the clocks in Riga have passed 07:00
      And everything has started again
      When Mia resumes what the file declares
      Then none of Mia's greetings was started
      And Mia is eventually next greeted at 07:00 in Riga

    @own-processes
    Scenario: The file says another time meanwhile
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      And Mia has paused what the file declares
      When the file says 09:00 and everything starts again
      Then what the file declares is eventually at 09:00, and paused

  Rule: What a file declares is the file's, and what Mia made is hers

    @own-processes
    Scenario Outline: Mia <does> what the file declares
      Given Mia is a member
      And a file has Mia greeted at 07:00 in Riga every day
      When Mia <does> what the file declares
      Then it is refused because its file declares it

      Examples:
        | does    |
        | changes |
        | removes |

    @own-processes
    Scenario: Mia has one of the same name
      Given Mia is a member
      And Mia has a schedule of the greeting's name at 08:00
      When a file has Mia greeted at 07:00 in Riga every day, which waits
      Then the worker's log says that the name is taken
      And hers is as she made it, until she removes it

  Rule: A schedule that cannot be is refused at the start, with file and line

    @own-processes
    Scenario Outline: It has <what>
      Given a file declares a greeting whose schedule has <what>
      When Olaf runs "tenstone action list"
      Then it is refused in one line that names the file, its line 3 and "<fault>"

      Examples:
        | what                       | fault       |
        | a thirteenth month         | cron        |
        | a zone that nobody knows   | zone        |
        | nobody whom it is for      | as          |
        | a person without an at     | as          |
        | an input that is not taken | input/name  |

    Scenario: In what Olaf declares while everything runs
      When Olaf declares welcomes with a schedule by command
      Then it is refused in one line that says "belongs into a file of the actions folder"
