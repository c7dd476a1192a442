@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                           | open to                  |
        | GET /                           | everybody                |
        | GET /status                     | a token that may read    |
        | GET /backups                    | a token that may read    |
        | POST /backups                   | a token that may operate |
        | GET /backups/{version}          | a token that may read    |
        | DELETE /backups/{version}       | a token that may operate |
        | PUT /backups/{version}/pin      | a token that may operate |
        | DELETE /backups/{version}/pin   | a token that may operate |
        | POST /backups/{version}/restore | a token that may operate |
        | POST /backups/{version}/drill   | a token that may operate |
        | GET /retention                  | a token that may read    |
        | POST /retention                 | a token that may operate |
        | POST /swap                      | a token that may operate |
        | POST /swap-back                 | a token that may operate |
        | POST /verify                    | a token that may operate |
        | POST /prune                     | a token that may operate |
        | GET /runs                       | a token that may read    |
        | GET /runs/events                | a token that may read    |
        | GET /runs/{id}                  | a token that may read    |
        | DELETE /runs/{id}               | a token that may operate |
        | GET /health                     | everybody                |
        | GET /livez                      | everybody                |
        | GET /readyz                     | everybody                |
        | GET /metrics                    | this machine             |
