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
# @end@
