Feature: Schedules
  An action can be started again and again, at the times of a calendar in a zone. Every worker looks for what is due, so no
  worker that is stopped takes a time with it, and no two start the same one.

  Rule: A scheduled greeting is started at its time, once

    @own-processes
    Scenario: At seven in the morning
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      When the clocks in Riga pass 07:00
      Then 1 of Mia's greetings eventually succeeds
      And the schedule says that it fired at 07:00 in Riga
      And it is next due at 07:00 in Riga

    @own-processes
    Scenario: Not before
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      When the clocks in Riga come close to 07:00
      Then none of Mia's greetings was started

    @own-processes
    Scenario: Two workers look for it
      Given Mia is a member
      And another worker runs
      And Mia has greetings scheduled 20 times for 07:00 in Riga every day
      When the clocks in Riga pass 07:00
      Then 20 of Mia's greetings eventually succeed

  Rule: After a time without workers the latest of the missed times runs, unless the schedule says otherwise

    @own-processes
    Scenario Outline: The worker is away for three mornings, and <policy> of the missed is to run
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day, of which <policy> of the missed runs
      And the worker is away
      And the clocks in Riga have passed 07:00
      And 2 days have passed
      When the worker comes back
      Then <greetings> of Mia's greetings eventually succeed

      Examples:
        | policy | greetings |
        | last   | 1         |
        | all    | 3         |

  Rule: A paused schedule starts nothing

    @own-processes
    Scenario: Mia pauses it over a morning
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      And Mia has paused it
      And the clocks in Riga have passed 07:00
      When Mia resumes it
      Then none of Mia's greetings was started
      And it is next due at 07:00 in Riga

    Scenario: Mia has it run by hand meanwhile
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      And Mia has paused it
      When Mia has it run now
      Then 1 of Mia's greetings eventually succeeds

  Rule: The gates of the action are asked when its time has come

    Scenario: Its flag is off
      Given Mia is a member
      And Mia has a trial scheduled for 07:00 in Riga every day
      When Mia has it run now
      Then the log of its job says that the flag is off
      And no trial of Mia's was started

  Rule: A schedule follows the clocks of its zone

    Scenario: The night in which the clocks in Riga go from 03:00 to 04:00
      Given Mia is a member
      When Mia looks at the times of "30 3 * * *" in Riga around 28 March 2027
      Then she sees 03:30 on the 27th, 04:00 on the 28th and 03:30 on the 29th

    Scenario: The night in which 03:30 comes twice
      Given Mia is a member
      When Mia looks at the times of "30 3 * * *" in Riga around 31 October 2027
      Then she sees 03:30 once on each of the 30th, the 31st and the 1st

  Rule: What cannot be is refused

    Scenario Outline: A schedule with <what>
      Given Mia is a member
      When Mia schedules a greeting with <what>
      Then it is refused because <reason>

      Examples:
        | what                       | reason                     |
        | a thirteenth month         | its input breaks the rules |
        | a zone that nobody knows   | its input breaks the rules |
        | an action that nobody made | there is no such action    |

    Scenario: Nora does not see Mia's schedules
      Given Mia and Nora are members of different organisations
      And Mia has a greeting scheduled for 07:00 in Riga every day
      When Nora lists her schedules
      Then she sees none

  Rule: Nobody changes what he has not seen

    Scenario Outline: A colleague was faster than Mia, who <does> it
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      And Mia has looked at it
      And a colleague has moved it to 08:00
      When Mia <does> what she saw
      Then it is refused because it was changed meanwhile
      And it is still due at 08:00, and not paused

      Examples:
        | does    |
        | changes |
        | removes |
        | pauses  |
        | resumes |

    Scenario Outline: Mia <does> it and does not say what she saw
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      When Mia <does> it without a word about what she saw
      Then it is refused because it does not say what it changes

      Examples:
        | does    |
        | changes |
        | removes |
        | pauses  |
        | resumes |

    @own-processes
    Scenario: That it has fired is no change
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      And Mia has looked at it
      And the clocks in Riga have passed 07:00
      And it has fired since
      When Mia changes what she saw
      Then it is next due at 09:00 in Riga

    @own-processes
    Scenario: And yet it is shown
      Given Mia is a member
      And Mia has a greeting scheduled for 07:00 in Riga every day
      And Mia has looked at it
      When the clocks in Riga pass 07:00
      Then 1 of Mia's greetings eventually succeeds
      And what she saw is not what she sees now

  Rule: Olaf does the same by command

    Scenario: He adds one for Mia and lists hers
      Given Mia is a member
      When Olaf schedules a greeting for Mia by command
      Then his list of Mia's schedules names it

    Scenario: He asks for the next times
      When Olaf previews "0 7 * * MON" in Riga by command
      Then he sees 10 Mondays, 07:00 in Riga

    Scenario Outline: He asks what becomes of the night in which the clocks are changed, with <options>
      When Olaf previews "<cron>" in Riga by command with "<options>"
      Then in the night of the change he sees "<times>"

      Examples:
        | cron             | options                  | times           |
        | 30 3 * MAR SUN   | --count 10               | 04:00           |
        | 30 3 * MAR SUN   | --count 10 --gap shift   | 04:30           |
        | 30 3 * MAR SUN   | --count 10 --gap skip    | nothing         |
        | 30 3 * OCT SUN   | --count 12               | 03:30           |
        | 30 3 * OCT SUN   | --count 12 --overlap both | 03:30 and 03:30 |

    @own-processes
    Scenario Outline: The worker is away for three mornings, and of the missed there run <options>
      Given Mia is a member
      And Olaf has scheduled a greeting for Mia by command, of which "<options>"
      And the worker is away
      And the clocks in Riga have passed 07:00
      And 2 days have passed
      When the worker comes back
      Then <greetings> of Mia's greetings eventually succeed

      Examples:
        | options                        | greetings |
        | --catch-up all --max 2         | 2         |
        | --catch-up all --window 30h    | 2         |

    Scenario Outline: He gives <options>, which cannot be
      Given Mia is a member
      When Olaf schedules a greeting for Mia by command with "<options>"
      Then it is refused in one line that says "<fault>"

      Examples:
        | options                  | fault                                           |
        | --gap reject             | --gap reject: must be run_after, shift or skip  |
        | --overlap all            | --overlap all: must be first, last or both      |
        | --catch-up none          | Of missed times there run                       |
        | --max 5                  | --max belongs to --catch-up all                 |
        | --catch-up all --max 0   | --max 0: must be 1 to 1000                      |
        | --window 5s              | --window 5s: must be a time from 1min to 3650d  |
        | --window soon            | --window: soon is not a time                    |
