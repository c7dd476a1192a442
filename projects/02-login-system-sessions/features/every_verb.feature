Feature: Every verb, used wrongly
  Whoever mistypes a command is told so in one line, before anything is opened, started or changed.

  Rule: Every verb stands in this list, and no wrong argument of it is taken

    @fresh
    Scenario: Each verb with each wrong argument
      When Olaf asks for every verb
      Then each verb stands in this list, and refuses each wrong argument in one line before it asks any server:
        | serve   |
        | health  |
        | migrate |
        | config  |
        | routes  |
