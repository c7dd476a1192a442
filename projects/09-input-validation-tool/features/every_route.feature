@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                               | open to                |
        | POST /v1/signups                    | everybody              |
        | GET /v1/signups                     | a token that may read  |
        | GET /v1/signups/{id}                | a token that may read  |
        | POST /v1/schemas/{name}/versions    | a token that may write |
        | GET /v1/schemas                     | a token that may read  |
        | GET /v1/schemas/{name}              | a token that may read  |
        | GET /v1/schemas/{name}/versions/{n} | a token that may read  |
        | POST /v1/schemas/{name}/validate    | a token that may read  |
        | POST /v1/validate                   | a token that may read  |
        | POST /v1/schemas/{name}/checks      | a token that may write |
        | GET /v1/checks                      | a token that may read  |
        | GET /v1/checks/{id}                 | a token that may read  |
        | DELETE /v1/checks/{id}              | a token that may write |
        | GET /                               | everybody              |
        | GET /openapi.json                   | everybody              |
        | GET /docs                           | everybody              |
        | GET /health                         | everybody              |
        | GET /livez                          | everybody              |
        | GET /readyz                         | everybody              |
        | GET /metrics                        | this machine           |
