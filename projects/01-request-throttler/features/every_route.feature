@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                                           | open to      |
        | GET /                                           | everybody    |
        | GET /ping                                       | everybody    |
        | GET /try                                        | everybody    |
        | GET /try/fixed                                  | everybody    |
        | GET /try/sliding                                | everybody    |
        | GET /try/log                                    | everybody    |
        | GET /try/gcra                                   | everybody    |
        | GET /try/strict                                 | everybody    |
        | GET /v1/limits/me                               | everybody    |
        | POST /v1/ratelimit/check                        | the token    |
        | GET /v1/admin/limits/keys/{policy}/{key}        | the token    |
        | DELETE /v1/admin/limits/keys/{policy}/{key}     | the token    |
        | POST /v1/admin/limits/keys/{policy}/{key}/block | the token    |
        | GET /v1/admin/limits/top-denied                 | the token    |
        | GET /health                                     | everybody    |
        | GET /livez                                      | everybody    |
        | GET /readyz                                     | everybody    |
        | GET /metrics                                    | this machine |
