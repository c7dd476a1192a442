@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                               | open to                |
        | GET /v1/flags                       | a token that may read  |
        | GET /v1/flags/{key}                 | a token that may read  |
        | PUT /v1/flags/{key}                 | a token that may write |
        | DELETE /v1/flags/{key}              | a token that may write |
        | POST /v1/flags/{key}/kill           | a token that may write |
        | POST /v1/flags/{key}/enable         | a token that may write |
        | POST /v1/flags/{key}/shares         | a token that may write |
        | POST /v1/flags/{key}/rollback       | a token that may write |
        | GET /v1/flags/{key}/history         | a token that may read  |
        | GET /v1/flags/{key}/revisions/{n}   | a token that may read  |
        | POST /v1/flags/{key}/explain        | a token that may read  |
        | GET /v1/flag-segments               | a token that may read  |
        | GET /v1/flag-segments/{key}         | a token that may read  |
        | PUT /v1/flag-segments/{key}         | a token that may write |
        | DELETE /v1/flag-segments/{key}      | a token that may write |
        | GET /v1/kill-switch                 | a token that may read  |
        | PUT /v1/kill-switch                 | a token that may write |
        | GET /v1/flag-keys                   | a token that may read  |
        | POST /v1/flag-keys                  | a token that may write |
        | DELETE /v1/flag-keys/{id}           | a token that may write |
        | POST /ofrep/v1/evaluate/flags/{key} | whose key it is        |
        | POST /ofrep/v1/evaluate/flags       | whose key it is        |
        | GET /ofrep/v1/stream                | whose key it is        |
        | GET /shop                           | everybody              |
        | GET /                               | everybody              |
        | GET /openapi.json                   | everybody              |
        | GET /docs                           | everybody              |
        | GET /health                         | everybody              |
        | GET /livez                          | everybody              |
        | GET /readyz                         | everybody              |
        | GET /metrics                        | this machine           |
