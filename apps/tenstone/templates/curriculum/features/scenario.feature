Feature: @TITLE@
  A draft: the seed's scenarios of this project come first, word for word, tagged @seed.

# @if bare@
  Rule: Whoever says a name is greeted

    # [snippet:seed]
    Scenario: Mia says her name
      When Mia says her name to @NAME@
      Then @NAME@ greets her
    # [/snippet:seed]
# @end@
# @if structured@
  Rule: What was written can be read

    # [snippet:seed]
    Scenario: Mia writes a note
      When Mia writes the note "Buy green tea" to @NAME@
      Then "Buy green tea" can be read in @NAME@
    # [/snippet:seed]
# @end@
# @if worker@

  Rule: What takes time is done behind the answer

    Scenario: The worker counts the words of a note
      When Mia writes the note "Buy green tea" to @NAME@
      Then @NAME@ has eventually counted 3 words in it
# @end@
