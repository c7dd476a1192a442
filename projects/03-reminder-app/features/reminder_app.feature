Feature: Reminder app
  A draft: the seed's scenarios of this project come first, word for word, tagged @seed.

  Rule: What was written can be read

    # [snippet:seed]
    Scenario: Mia writes a note
      When Mia writes the note "Buy green tea" to reminder-app
      Then "Buy green tea" can be read in reminder-app
    # [/snippet:seed]

  Rule: What takes time is done behind the answer

    Scenario: The worker counts the words of a note
      When Mia writes the note "Buy green tea" to reminder-app
      Then reminder-app has eventually counted 3 words in it
