Feature: Following a log
  Mia watches a log while a program writes to it. The file is rotated and her connection breaks, and she notices neither.

  Rule: Each line comes once, whatever happens to the file and to the connection

    Scenario Outline: <what>
      Given a log that Mia follows
      When its program writes 2000 numbered lines while <what>, now and then
      Then Mia has each line once, in their order

      Examples:
        | what                             |
        | nothing else happens             |
        | the log is renamed and made anew |
        | the log is copied and truncated  |
        | her connection breaks            |
        | all of this happens in turn      |

    @own-processes
    Scenario: The log viewer is restarted
      Given a log that Mia follows
      When the log viewer is stopped while its program writes on, and started again
      Then Mia goes on where she was, and has each line once

  Rule: What became of the file is told at its place

    Scenario Outline: A log that <what>
      Given a log that Mia follows
      When the log that she follows <what>
      Then she has the line that was written then, and before it is told: <told>

      Examples:
        | what                     | told      |
        | is renamed and made anew | rotated   |
        | is truncated             | truncated |
        | is deleted and made anew | replaced  |

  Rule: A reader that cannot follow is told of the gap

    Scenario: Mia reads nothing for a while
      Given a log that Mia follows
      When its program writes 60 MiB while she reads nothing
      Then once she reads again she is told of a gap, and has the last line

  Rule: Entries are whole, and only those that were asked for

    Scenario: An error of several lines
      Given a log of which Mia follows the errors
      When its program writes an error of three lines, and an entry after it
      Then she has the error as one entry, and nothing else

    Scenario: The newest line
      Given a log that Mia follows
      When its program writes a single line and nothing after it
      Then she has it all the same
