Feature: Declared actions
  What people can start is declared by whoever runs the installation: in files, or while everything runs. Olaf the operator
  declares welcomes, which say hello, and errands, which fail as often as they are told to.

  Rule: What is declared can be started at once

    Scenario: While everything runs
      Given Mia is a member
      And Olaf has declared welcomes
      When Mia starts a welcome
      Then it eventually succeeds on attempt 1
      And the log of attempt 1 says "Hello, Mia"

    Scenario: By the operator's command
      Given Mia is a member
      And Olaf has declared welcomes in a file of his own, by command
      When Mia starts a welcome
      Then it eventually succeeds on attempt 1

    @own-platform
    Scenario: Again and again, and no process is told of it
      Given Mia is a member
      And no process is told of changes
      When Olaf declares 10 actions and Mia starts each as soon as it is there
      Then each eventually succeeds on attempt 1

    @own-processes
    Scenario: The worker hangs meanwhile
      Given Mia is a member
      And the worker hangs
      And Olaf has declared welcomes
      And Mia has started a welcome
      When the worker goes on
      Then it eventually succeeds on attempt 1

    @own-processes
    Scenario: The worker was away
      Given Mia is a member
      And the worker is away
      And Olaf has declared welcomes
      And Mia has started a welcome
      When the worker comes back
      Then it eventually succeeds on attempt 1

  Rule: A declaration that is wrong is refused, fault by fault, and changes nothing

    Scenario: Wrong in three places
      Given Mia is a member
      And Olaf has declared welcomes
      When Olaf declares welcomes of a rate, a number of attempts and a queue that cannot be
      Then it is refused because its declaration is wrong
      And it names each of the three
      And a welcome that Mia starts is carried out

    Scenario: Under another name
      When Olaf declares welcomes under the name of something else
      Then it is refused because its declaration is wrong

    Scenario: Run by what nobody has written
      When Olaf declares welcomes that are run by what nobody has written
      Then it is refused because its declaration is wrong

    Scenario: By the operator's command
      When Olaf declares welcomes of a wrong rate by command
      Then it is refused in one line that says "must be a number a time"

    Scenario: A file that does not exist
      When Olaf runs "tenstone action set nowhere.yaml"
      Then it fails in one line that says "nowhere.yaml"

  Rule: A changed declaration holds from the next request on

    Scenario: A limit
      Given Mia is a member
      And Olaf has declared welcomes
      And Mia has started a welcome
      When Olaf allows 1 welcome an hour
      Then Mia can start one welcome, and not two

    @own-processes
    Scenario: The number of attempts, for what waits already
      Given Mia is a member
      And Olaf has declared errands that are tried 5 times
      And Mia has started one of those errands, which waits for another attempt
      And Olaf has declared errands that are tried 2 times
      When each pause passes
      Then it eventually fails on attempt 2

  Rule: What is removed is unknown

    Scenario: To who starts it
      Given Mia is a member
      And Olaf has declared welcomes
      And Olaf has removed welcomes
      When Mia starts a welcome
      Then it is refused because there is no such action
      And nothing is queued

    Scenario: To the operator's command
      When Olaf runs "tenstone action remove nobody-made-this"
      Then it fails in one line that says "nobody-made-this"

    @own-processes
    Scenario: To the worker, until it is declared again
      Given Mia is a member
      And the worker is away
      And Olaf has declared welcomes
      And Mia has started a welcome
      And Olaf has removed welcomes
      When the worker comes back
      Then it eventually waits for another attempt, and says when that begins
      And it is carried out once Olaf has declared welcomes again

  Rule: Only who runs the installation declares

    Scenario Outline: Mia <attempt>
      Given Mia is a member
      And Olaf has declared welcomes
      When Mia <attempt>
      Then it is refused because its sender may not
      And welcomes are as Olaf declared them

      Examples:
        | attempt           |
        | declares welcomes |
        | removes welcomes  |

    Scenario: A person in her browser
      Given Mia is signed in
      When she declares welcomes in her browser
      Then it is refused because its sender may not

    Scenario: What may declare may do nothing else
      Given Olaf has declared welcomes
      When Olaf starts a welcome with what he declares with
      Then it is refused because its sender may not

  Rule: What a file declares is the file's

    Scenario: A sample, which development has without files
      When Olaf declares greetings anew
      Then it is refused because a file declares it

    @fresh
    Scenario: A file
      Given a file declares greetings
      When Olaf declares greetings by command
      Then it fails in one line that says "greetings.yaml"

  Rule: What no worker knows is not queued

    Scenario Outline: A command that reads another folder of actions <does>
      Given Mia is a member
      And a folder that no worker reads declares teas
      When Olaf <does> by a command that reads that folder
      Then it fails in one line that says "No worker that runs knows the action tea"
      And Mia has no job and no schedule of teas

      Examples:
        | does                   |
        | starts a tea           |
        | schedules teas         |
        | lets events start teas |

  Rule: Nothing is forgotten

    @own-platform
    Scenario: PostgreSQL is killed
      Given Mia is a member
      And Olaf has declared welcomes
      When PostgreSQL is killed and comes back
      Then a welcome that Mia starts is carried out
      And what Olaf declares now reaches every process

  Rule: Olaf sees what there is

    Scenario: And where it comes from
      Given Olaf has declared welcomes
      When Olaf runs "tenstone action list"
      Then it succeeds and names "sample" and "stored"

    Scenario: And its gates
      Given Olaf has declared welcomes, at most 77 an hour
      When Olaf runs "tenstone routes"
      Then it succeeds and names "welcome" and "limit 77/h"

    Scenario: As it was declared
      Given Olaf has declared welcomes
      When Olaf declares by command what his command shows of welcomes
      Then it succeeds, and welcomes are as Olaf declared them
