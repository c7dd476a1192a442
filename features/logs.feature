Feature: The platform's own logs
  Olaf the operator reads what the api and the worker log, through the API or with one command that needs no server. The
  logs show what all organisations do, so no member reads them.

  Rule: The number of a request leads to the attempt that the request caused

    Scenario: Through the API
      Given Mia is a member
      When Mia starts an export as "csv"
      Then it eventually succeeds on attempt 1
      And in the log of the api, Olaf finds her export and the answer to her by that request
      And in the log of the worker, Olaf finds attempt 1 and its end by that request

    Scenario: With one command
      Given Mia has made a report
      When Olaf searches both logs for the request of her report
      Then he sees the job, the answer and the attempt, in this order

    @own-processes
    Scenario: An attempt that fails
      Given Mia is a member
      And Mia has started an errand that fails 1 times
      When each pause passes
      Then it eventually succeeds on attempt 2
      And in the log of the worker, Olaf finds the failure of attempt 1 and the success of attempt 2 by that request

  Rule: Operators alone read them

    Scenario: Somebody without a token
      When somebody asks for the logs
      Then it is refused because it came without a token

    Scenario: A member
      Given Mia is a member
      When Mia asks for the logs
      Then it is refused because its sender may not

    Scenario: An operator
      When Olaf asks for the logs
      Then he sees those of the api and of the worker

  Rule: Secrets are neither shown nor found

    Scenario: A password in what an attempt logs
      Given Mia is a member
      When Mia starts a greeting for "password=blue-giraffe"
      Then it eventually succeeds on attempt 1
      And Olaf sees the greeting in the log, its copy and on the command line, without that password
      And a search for "blue-giraffe" finds nothing

  Rule: What is written is seen at once

    Scenario Outline: <way>
      Given Mia is a member
      And Olaf follows the log of the worker <way>
      When Mia starts an export as "csv"
      Then Olaf eventually sees the end of its attempt, once

      Examples:
        | way             |
        | through the API |
        | by command      |

  Rule: What cannot be read is refused

    Scenario: A log that there is not
      When Olaf asks for the log of the baker
      Then it is refused because there is no such log

    Scenario: A query that means nothing
      When Olaf asks for entries with an unreadable query
      Then it is refused because its query is not well-formed

    @own-processes
    Scenario: An installation that keeps no log files
      Given the api keeps no log file
      When Olaf asks for the logs
      Then it is refused because no log file is kept

  Rule: Logging goes on whatever becomes of the file

    @own-processes
    Scenario: The disk is full
      Given the log file of the api is on a full disk
      When somebody asks for the logs
      Then the api says once that its log file cannot be written, and serves on

  Rule: A log file that another program has renamed is opened again when its process is told to

    @own-processes
    Scenario Outline: The <process>
      Given another program has renamed the log file of the <process>
      When Olaf hangs up on the <process>
      Then the <process> logs to a new file, and serves on

      Examples:
        | process |
        | api     |
        | worker  |

  Rule: A process ends with the terminal that it was started from

    @own-processes
    Scenario Outline: The <process>
      Given Olaf has started the <process> from a terminal
      When he closes the terminal of the <process>
      Then the <process> drains and stops

      Examples:
        | process |
        | api     |
        | worker  |

    @own-processes
    Scenario: Unless it was started to outlive it
      Given Olaf has started the api from a terminal, with nohup
      When he closes the terminal of the api
      Then the api serves on

  Rule: The command reads the file of any program

    Scenario: Bytes that a terminal obeys
      Given a log file of another program
      When Olaf prints it
      Then its colours are shown as text, and its secret is left out

    Scenario: As data
      Given a log file of another program
      When Olaf prints it as data
      Then he gets each entry with its time and level

    Scenario: How many, over time
      Given a log file of another program
      When Olaf asks how many entries it has over time
      Then he sees a bar for each minute

    Scenario: Nothing is found
      Given a log file of another program
      When Olaf searches it for "unicorn"
      Then the command finds nothing and prints nothing

    Scenario: In production, where no server is configured
      Given a log file of another program
      When Olaf prints it in production, where no server is configured
      Then its colours are shown as text, and its secret is left out

    Scenario: A file that there is not
      When Olaf searches a file that there is not
      Then the command fails in one line, as a search that went wrong

    Scenario: A reader that has seen enough
      Given a log file of another program with 100000 lines
      When Olaf prints it to a reader of one line
      Then the command ends without a word
