# @if structured@
Feature: Notes

  Rule: What was written can be read

    Scenario: Mia writes a note
      When Mia writes the note "Buy tea"
      Then the note "Buy tea" can be read

  Rule: A note has a title

    Scenario: Mia forgets the title
      When Mia writes the note ""
      Then it is refused because of its title

  Rule: The routes describe themselves

    Scenario: Mia looks for how a note is written
      When Mia reads the description of the routes
      Then it says what a note has
# @end@
