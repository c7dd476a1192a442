Feature: Backup tool
  A draft: the seed's scenarios of this project come first, word for word, tagged @seed.

  Rule: Whoever says a name is greeted

    # [snippet:seed]
    Scenario: Mia says her name
      When Mia says her name to backup-tool
      Then backup-tool greets her
    # [/snippet:seed]
