@contract
Feature: What the backup tool answers
  Long work is a run: it begins at once, and its place says how far it is.

  Rule: A run is accepted, and its place says what became of it

    Scenario: A backup
      Given a shop with customers and orders
      When an operator sends POST /backups with {"database": "SHOP"}
      Then the answer is a run of kind take at the place that its Location names

    Scenario Outline: A <kind>
      Given a shop with customers and orders
      And Olaf has backed up the shop's database
      When an operator begins a <kind> of version 1
      Then the answer is a run of kind <kind> at the place that its Location names

      Examples:
        | kind    |
        | restore |
        | drill   |

    Scenario Outline: <kind> of the repository
      When an operator sends POST /<kind> with nothing
      Then the answer is a run of kind <kind> at the place that its Location names

      Examples:
        | kind   |
        | verify |
        | prune  |

    Scenario: Events tell how far the runs are
      Given a shop with customers and orders
      When a client follows the events of the runs while a backup is taken
      Then it has seen the backup run and end

  Rule: One run of each kind is active

    Scenario: A second backup
      Given a shop with customers and orders
      And a backup of the shop is held up by a lock
      When an operator sends POST /backups with {"database": "SHOP"}
      Then it is answered 409 backup_run_active
      And the detail of the problem names the run that is active

  Rule: What cannot be done has a code

    Scenario Outline: <method> <path> with <body>
      Given a shop with customers and orders
      And Olaf has backed up the shop's database
      When an operator sends <method> <path> with <body>
      Then it is answered <answer>

      Examples:
        | method | path                      | body                                        | answer                      |
        | GET    | /backups/SHOP@1           | nothing                                     | 200                         |
        | GET    | /backups/SHOP@latest      | nothing                                     | 200                         |
        | GET    | /backups/SHOP@2           | nothing                                     | 404 backup_version_missing  |
        | GET    | /backups/SHOP@latest-drilled | nothing                                  | 404 backup_version_missing  |
        | GET    | /backups/SHOP             | nothing                                     | 422 backup_invalid_version  |
        | GET    | /backups/SHOP@0           | nothing                                     | 422 backup_invalid_version  |
        | DELETE | /backups/SHOP@1           | nothing                                     | 409 backup_version_newest   |
        | PUT    | /backups/SHOP@1/pin       | nothing                                     | 204                         |
        | DELETE | /backups/SHOP@1/pin       | nothing                                     | 204                         |
        | GET    | /retention?database=SHOP  | nothing                                     | 200                         |
        | GET    | /retention                | nothing                                     | 422 validation_failed       |
        | POST   | /backups                  | {"database": ""}                            | 422 validation_failed       |
        | POST   | /verify                   | {"part": 2, "of": 2}                        | 422 validation_failed       |
        | POST   | /swap                     | {"database": "SHOP", "restored": "none"}    | 404 backup_database_missing |
        | POST   | /swap-back                | {"database": "SHOP", "old": "none"}         | 404 backup_database_missing |
        | DELETE | /runs/none                | nothing                                     | 404 backup_run_missing      |
