@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                       | open to                |
        | GET /                       | everybody              |
        | GET /cache/_stats           | a token that may read  |
        | GET /cache/{ns}             | a token that may read  |
        | POST /cache/{ns}/_purge     | a token that may write |
        | GET /cache/{ns}/{key...}    | a token that may read  |
        | PUT /cache/{ns}/{key...}    | a token that may write |
        | DELETE /cache/{ns}/{key...} | a token that may write |
        | GET /demo                   | a token that may read  |
        | POST /demo/damage           | a token that may write |
        | GET /health                 | everybody              |
        | GET /livez                  | everybody              |
        | GET /readyz                 | everybody              |
        | GET /metrics                | this machine           |
