Feature: Log viewer
  A draft: the seed's scenarios of this project come first, word for word, tagged @seed.

  Rule: Whoever says a name is greeted

    # [snippet:seed]
    Scenario: Mia says her name
      When Mia says her name to log-viewer
      Then log-viewer greets her
    # [/snippet:seed]
