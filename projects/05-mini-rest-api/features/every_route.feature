@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                  | open to      |
        | GET /                  | everybody    |
        | GET /orders            | orders:read  |
        | POST /orders           | orders:write |
        | GET /orders/{id}       | orders:read  |
        | PATCH /orders/{id}     | orders:write |
        | PUT /orders/{id}/state | orders:write |
        | DELETE /orders/{id}    | orders:write |
        | GET /traces/{id}       | everybody    |
        | GET /openapi.json      | everybody    |
        | GET /docs              | everybody    |
        | GET /health            | everybody    |
        | GET /livez             | everybody    |
        | GET /readyz            | everybody    |
        | GET /metrics           | this machine |
