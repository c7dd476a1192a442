@fresh
Feature: First run
  Olaf the operator has just built Tenstone. One command starts all of it, and what it prints works as printed.

  Rule: A start ends in a command that works as printed

    Scenario: The first start
      Given Olaf has never started Tenstone here
      When Olaf starts Tenstone
      Then the command that it prints starts an action, which eventually succeeds

    Scenario: The second start
      Given Olaf has started Tenstone and stopped it again
      When Olaf starts Tenstone
      Then the command that it prints starts an action, which eventually succeeds
      And the command is the same as the first time

    Scenario: The port is named on the command line
      When Olaf starts Tenstone and names the port on the command line
      Then the command that it prints starts an action, which eventually succeeds

    Scenario Outline: It listens at <address>
      Given Olaf has set "TENSTONE_HTTP_ADDRESS" to "<address>"
      When Olaf starts Tenstone
      Then the command that it prints starts an action, which eventually succeeds
      And Olaf is told that it is ready

      Examples:
        | address   |
        | ::1       |
        | 127.0.0.2 |

    Scenario: The data folder has an apostrophe in its name
      Given Olaf has chosen the data folder "Olaf's data"
      When Olaf starts Tenstone
      Then the command that it prints starts an action, which eventually succeeds

  Rule: What looks like a declaration and is none is named

    Scenario: Another ending, a subfolder, and what lies in any folder
      Given Olaf keeps "hello.yml", "old/bye.yaml", "README.md" and ".note.yaml" beside the action "say-hi"
      When Olaf starts the api
      Then its log names "hello.yml" and "old", and nothing else

  Rule: The command starts an action that is there

    Scenario: An action of his own that needs no input
      Given Olaf has declared "say-hi", which needs no input, and "export-list", which needs one
      When Olaf starts Tenstone
      Then the command that it prints starts "say-hi", which eventually succeeds

    Scenario: Every action needs an input of its own
      Given Olaf has declared "export-list", which needs an input
      When Olaf starts Tenstone
      Then it prints no command that starts an action, and says how to list them

  Rule: The end leaves nothing running

    Scenario: Ctrl-C
      Given Olaf has started Tenstone
      When Olaf presses Ctrl-C
      Then Tenstone ends with code 0 and nothing of it is left running

    Scenario: It is stopped from another terminal
      Given Olaf has started Tenstone
      When Olaf runs "tenstone down"
      Then Tenstone ends with code 0 and nothing of it is left running

    Scenario: The terminal dies
      Given Olaf has started Tenstone
      When Tenstone is killed
      Then nothing of it is left running

  Rule: What stops a start is said with the fix

    Scenario: The port is taken
      Given another program has taken the port
      When Olaf starts Tenstone
      Then Tenstone ends with code 2 and one line that names the port and "PORT="
      And nothing of it is left running

    Scenario: A setting is misspelt
      Given Olaf has set "TENSTONE_HTPP_PORT" to "3001"
      When Olaf starts Tenstone
      Then Tenstone ends with code 2 and names "TENSTONE_HTPP_PORT"

    Scenario: The port leaves none for the worker
      Given Olaf has set "PORT" to "65535"
      When Olaf starts Tenstone
      Then Tenstone ends with code 2 and names "65535"

    Scenario: A setting has a value that cannot be
      Given Olaf has set "TENSTONE_HTTP_PORT" to "70000"
      When Olaf starts Tenstone
      Then Tenstone ends with code 2 and names "TENSTONE_HTTP_PORT"

    Scenario: Another user's link lies where its log belongs
      Given the log of Tenstone is a link to a file of somebody else
      When Olaf starts Tenstone
      Then Tenstone ends with code 1 and names "symbolic link"
      And that file is as it was

    Scenario: The folder of actions is misspelt
      Given Olaf has set "TENSTONE_ACTIONS_FOLDER" to "acions"
      When Olaf starts Tenstone
      Then Tenstone ends with code 2 and names "acions"

    Scenario Outline: The <process> in production without its stores
      Given Olaf has set "TENSTONE_ENV" to "production"
      When Olaf starts the <process>
      Then the <process> ends with code 2 and names "DATABASE_URL" and "REDIS_URL"

      Examples:
        | process |
        | api     |
        | worker  |

  Rule: Variables that others set for a service of that name stop no start, and are named

    Scenario Outline: <platform>
      Given <platform> has set its variables for a service named "tenstone"
      When Olaf starts the api
      Then its log says that these variables are ignored

      Examples:
        | platform   |
        | Kubernetes |
        | Docker     |
