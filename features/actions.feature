Feature: Actions
  An action is work that a member asks for and that the platform carries out in the background, under one number that
  leads from the request to the log of each attempt.

  Rule: An accepted action is carried out and traced under one number, from the request to the attempt's log

    Scenario: A member's greeting
      Given Mia is a member
      When Mia starts a greeting for "Mia"
      Then it is accepted at once
      And it eventually succeeds on attempt 1
      And the log of attempt 1 says "Hello, Mia"
      And the platform's own log leads from the request to attempt 1

    Scenario: A native action
      Given Mia is a member
      When Mia starts an export as "csv"
      Then it eventually succeeds on attempt 1
      And its result says how many rows the report has

    Scenario: A member's jobs are hers
      Given Mia and Nora are members of different organisations
      When Mia starts a greeting for "Mia"
      Then Mia finds it among her jobs
      And for Nora there is no such job

  Rule: A member reads her jobs newest first, page by page, whatever comes meanwhile

    Scenario: The last page is full
      Given Mia is a member
      And Mia has started 4 greetings
      When Mia reads her jobs 2 at a time
      Then she reads each of them once, newest first, on 2 pages

    Scenario: Greetings come between two pages
      Given Mia is a member
      And Mia has started 3 greetings
      When Mia reads her jobs 2 at a time and starts 2 more after each page
      Then she reads each of them once, newest first, on 2 pages

  Rule: One without a valid token is refused and nothing is queued

    Scenario Outline: <someone>
      Given Mia is a member
      And one of Mia's tokens has been revoked
      When <someone> starts a greeting
      Then it is refused because <reason>
      And nothing is queued

      Examples:
        | someone                         | reason                  |
        | a caller without a token        | it came without a token |
        | a caller with a made-up token   | its token is not valid  |
        | a caller with the revoked token | its token is not valid  |

  Rule: What cannot be carried out is refused and nothing is queued

    Scenario Outline: <request>
      Given Mia is a member
      When Mia starts <request>
      Then it is refused because <reason>
      And nothing is queued

      Examples:
        | request                            | reason                  |
        | an action that nobody made         | there is no such action |
        | a greeting with an unreadable body | its body cannot be read |

  Rule: An input that the action does not take ends its job at once, and every fault is named

    Scenario Outline: <action>
      Given Mia is a member
      When Mia starts <action>
      Then it eventually fails on attempt 1
      And the fault that it names is "<fault>"

      Examples:
        | action             | fault  |
        | a countdown from 0 | from   |
        | an export as "pdf" | format |

  Rule: What was accepted survives the loss of any process

    @own-processes @both-ways
    Scenario: The worker was away when the action came
      Given Mia is a member
      And the worker is away
      And Mia has started a greeting
      When the worker comes back
      Then it eventually succeeds on attempt 1

    @own-processes
    Scenario: The api is killed right after its answer
      Given Mia is a member
      And the worker is away
      And Mia has started a greeting
      When the api is killed and both come back
      Then it eventually succeeds on attempt 1

    @own-processes @both-ways
    Scenario: The worker is killed in the middle of a run
      Given Mia is a member
      And Mia has started a countdown from 5
      And it is running
      When the worker is killed and another one takes its place
      Then it eventually succeeds on attempt 2
      And attempt 1 is recorded as lost
      And the log of attempt 2 tells of the whole countdown from 5

    @own-platform
    Scenario: Redis hangs
      Given Mia is a member
      And Redis hangs
      When Mia starts a greeting for "Mia"
      Then it eventually succeeds on attempt 1

    @own-platform
    Scenario: PostgreSQL hangs in the middle of a run
      Given Mia is a member
      And the worker says every 20 seconds that it lives
      And Mia has started a countdown from 5
      And it is running
      When PostgreSQL hangs until it is missed
      Then it eventually succeeds on attempt 1

  Rule: Nothing is acknowledged that is not durable

    @own-platform
    Scenario: PostgreSQL hangs
      Given Mia is a member
      And PostgreSQL hangs
      When Mia starts a greeting for "Mia"
      Then it is refused because the database is away
      And once PostgreSQL answers again her greetings are carried out

  Rule: A jump of the clock ends what is due, never what is being done

    @own-processes
    Scenario: An hour passes in the middle of a run
      Given Mia is a member
      And the worker says every 20 seconds that it lives
      And Mia has started a countdown from 5
      And it is running
      And another worker looks out for dead ones all the time
      When 1 hour passes
      Then it eventually succeeds on attempt 1

  Rule: A worker that is told to stop finishes what it runs, or puts it back

    @own-processes
    Scenario: A run that is nearly done
      Given Mia is a member
      And Mia has started a countdown from 3
      And it is running
      When the worker is told to stop
      Then the worker ends with code 0
      And it succeeded on attempt 1
      And the log of attempt 1 tells of the whole countdown from 3

    @own-processes
    Scenario: A signal that comes twice at once, from a shell and from make
      Given Mia is a member
      And Mia has started a countdown from 3
      And it is running
      When the worker is told to stop, twice at once
      Then the worker ends with code 0
      And it succeeded on attempt 1

    @own-processes
    Scenario: Somebody insists
      Given Mia is a member
      And Mia has started a countdown from 60
      And it is running
      When the worker is told to stop, again and again
      Then the worker ends with code 1

    @own-processes
    Scenario: A run that takes longer than the worker may
      Given Mia is a member
      And the worker has 1 second to stop in
      And Mia has started a countdown from 60
      And it is running
      When the worker is told to stop
      Then the worker ends with code 0
      And it is queued again, and attempt 1 is recorded as interrupted
