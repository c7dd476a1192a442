@contract
Feature: Who may use the backup tool
  A backup holds all of a database. Looking at the list is one right, making, restoring and forgetting another.

  Rule: Every route but health and the page needs a token, and every change one that may operate

    Scenario Outline: <method> <path> with <token>
      When a client asks the backup tool for <method> <path> with <token>
      Then it is answered <answer>

      Examples:
        | method | path                     | token                    | answer                     |
        | GET    | /                        | no token                 | 200                        |
        | GET    | /livez                   | no token                 | 200                        |
        | GET    | /readyz                  | no token                 | 200                        |
        | GET    | /status                  | no token                 | 401 token_required         |
        | GET    | /status                  | a token of nobody        | 401 token_unknown          |
        | GET    | /status                  | a token that may read    | 200                        |
        | GET    | /status                  | a token that may operate | 200                        |
        | GET    | /backups                 | no token                 | 401 token_required         |
        | GET    | /backups                 | a token of nobody        | 401 token_unknown          |
        | GET    | /backups                 | a token that may read    | 200                        |
        | GET    | /backups                 | a token that may operate | 200                        |
        | GET    | /backups?database=none   | no token                 | 401 token_required         |
        | GET    | /backups?database=none   | a token of nobody        | 401 token_unknown          |
        | GET    | /backups?database=none   | a token that may read    | 200                        |
        | GET    | /backups?database=none   | a token that may operate | 200                        |
        | GET    | /backups/none@1          | no token                 | 401 token_required         |
        | GET    | /backups/none@1          | a token of nobody        | 401 token_unknown          |
        | GET    | /backups/none@1          | a token that may read    | 404 backup_version_missing |
        | GET    | /backups/none@1          | a token that may operate | 404 backup_version_missing |
        | GET    | /retention?database=none | no token                 | 401 token_required         |
        | GET    | /retention?database=none | a token of nobody        | 401 token_unknown          |
        | GET    | /retention?database=none | a token that may read    | 404 backup_version_missing |
        | GET    | /retention?database=none | a token that may operate | 404 backup_version_missing |
        | GET    | /runs                    | no token                 | 401 token_required         |
        | GET    | /runs                    | a token of nobody        | 401 token_unknown          |
        | GET    | /runs                    | a token that may read    | 200                        |
        | GET    | /runs                    | a token that may operate | 200                        |
        | GET    | /runs/none               | no token                 | 401 token_required         |
        | GET    | /runs/none               | a token of nobody        | 401 token_unknown          |
        | GET    | /runs/none               | a token that may read    | 404 backup_run_missing     |
        | GET    | /runs/none               | a token that may operate | 404 backup_run_missing     |
        | GET    | /runs/events             | no token                 | 401 token_required         |
        | GET    | /runs/events             | a token of nobody        | 401 token_unknown          |
        | GET    | /runs/events             | a token that may read    | 200                        |
        | GET    | /runs/events             | a token that may operate | 200                        |
        | POST   | /backups                 | no token                 | 401 token_required         |
        | POST   | /backups                 | a token of nobody        | 401 token_unknown          |
        | POST   | /backups                 | a token that may read    | 403 no_operate_token       |
        | POST   | /backups                 | a token that may operate | 422                        |
        | POST   | /backups/none@1/restore  | no token                 | 401 token_required         |
        | POST   | /backups/none@1/restore  | a token of nobody        | 401 token_unknown          |
        | POST   | /backups/none@1/restore  | a token that may read    | 403 no_operate_token       |
        | POST   | /backups/none@1/restore  | a token that may operate | 404 backup_version_missing |
        | POST   | /backups/none@1/drill    | no token                 | 401 token_required         |
        | POST   | /backups/none@1/drill    | a token of nobody        | 401 token_unknown          |
        | POST   | /backups/none@1/drill    | a token that may read    | 403 no_operate_token       |
        | POST   | /backups/none@1/drill    | a token that may operate | 404 backup_version_missing |
        | PUT    | /backups/none@1/pin      | no token                 | 401 token_required         |
        | PUT    | /backups/none@1/pin      | a token of nobody        | 401 token_unknown          |
        | PUT    | /backups/none@1/pin      | a token that may read    | 403 no_operate_token       |
        | PUT    | /backups/none@1/pin      | a token that may operate | 404 backup_version_missing |
        | DELETE | /backups/none@1/pin      | no token                 | 401 token_required         |
        | DELETE | /backups/none@1/pin      | a token of nobody        | 401 token_unknown          |
        | DELETE | /backups/none@1/pin      | a token that may read    | 403 no_operate_token       |
        | DELETE | /backups/none@1/pin      | a token that may operate | 404 backup_version_missing |
        | DELETE | /backups/none@1          | no token                 | 401 token_required         |
        | DELETE | /backups/none@1          | a token of nobody        | 401 token_unknown          |
        | DELETE | /backups/none@1          | a token that may read    | 403 no_operate_token       |
        | DELETE | /backups/none@1          | a token that may operate | 404 backup_version_missing |
        | POST   | /retention               | no token                 | 401 token_required         |
        | POST   | /retention               | a token of nobody        | 401 token_unknown          |
        | POST   | /retention               | a token that may read    | 403 no_operate_token       |
        | POST   | /retention               | a token that may operate | 422                        |
        | POST   | /swap                    | no token                 | 401 token_required         |
        | POST   | /swap                    | a token of nobody        | 401 token_unknown          |
        | POST   | /swap                    | a token that may read    | 403 no_operate_token       |
        | POST   | /swap                    | a token that may operate | 422                        |
        | POST   | /swap-back               | no token                 | 401 token_required         |
        | POST   | /swap-back               | a token of nobody        | 401 token_unknown          |
        | POST   | /swap-back               | a token that may read    | 403 no_operate_token       |
        | POST   | /swap-back               | a token that may operate | 422                        |
        | POST   | /verify                  | no token                 | 401 token_required         |
        | POST   | /verify                  | a token of nobody        | 401 token_unknown          |
        | POST   | /verify                  | a token that may read    | 403 no_operate_token       |
        | POST   | /verify                  | a token that may operate | 202                        |
        | POST   | /prune                   | no token                 | 401 token_required         |
        | POST   | /prune                   | a token of nobody        | 401 token_unknown          |
        | POST   | /prune                   | a token that may read    | 403 no_operate_token       |
        | POST   | /prune                   | a token that may operate | 202                        |
        | DELETE | /runs/none               | no token                 | 401 token_required         |
        | DELETE | /runs/none               | a token of nobody        | 401 token_unknown          |
        | DELETE | /runs/none               | a token that may read    | 403 no_operate_token       |
        | DELETE | /runs/none               | a token that may operate | 404 backup_run_missing     |

  Rule: What is missing or wrong in the settings stops the start

    Scenario Outline: <how>
      When Olaf starts the backup tool <how>
      Then the backup tool refuses to start, and names <what>

      Examples:
        | how                                 | what                           |
        | in production without a token       | TENSTONE_ACCESS_OPERATE_TOKENS |
        | in production without a token       | TENSTONE_ACCESS_READ_TOKENS    |
        | in production without a folder      | TENSTONE_BACKUP_FOLDER         |
        | in production without a key         | TENSTONE_BACKUP_KEY_FILE       |
        | in production without a server      | TENSTONE_BACKUP_SERVER         |
        | with a key inside of the repository | The key file must lie outside  |
        | with a folder of other files        | The folder is not empty        |

  Rule: A development start needs no settings, and what it makes is its owner's alone

    Scenario: The first start
      When Olaf looks for what the first start of the backup tool made
      Then nobody else may read its token, its key and its repository
      And its log says to keep a copy of the key
