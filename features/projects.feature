Feature: Running a project
  Each project of the curriculum is one command away, needs no settings, and leaves nothing behind.

  Rule: A project says how to use it, and that works as printed

    @fresh
    Scenario: Every project of the curriculum
      When Olaf starts each project in turn, does what it prints, and presses Ctrl-C
      Then each project has answered
      And nothing of it is left running

  Rule: Who asks for a project that does not exist is told which there are

    @fresh
    Scenario: A number that no project has
      When Olaf starts project 00
      Then he is told in one line which projects there are
