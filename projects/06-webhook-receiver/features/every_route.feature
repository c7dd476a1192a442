@contract
Feature: Who may call what
  Each route asks for a credential or for none, and a credential opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                                   | open to                |
        | POST /hooks/{source}                    | who signs              |
        | GET /v1/webhooks/sources                | a token that may read  |
        | POST /v1/webhooks/sources               | a token that may write |
        | GET /v1/webhooks/sources/{name}         | a token that may read  |
        | PATCH /v1/webhooks/sources/{name}       | a token that may write |
        | DELETE /v1/webhooks/sources/{name}      | a token that may write |
        | POST /v1/webhooks/sources/{name}/rotate | a token that may write |
        | GET /v1/webhooks/inbox                  | a token that may read  |
        | GET /v1/webhooks/inbox/{id}             | a token that may read  |
        | POST /v1/webhooks/inbox/{id}/replay     | a token that may write |
        | POST /v1/webhooks/inbox/redrive         | a token that may write |
        | GET /v1/webhooks/endpoints              | a token that may read  |
        | POST /v1/webhooks/endpoints             | a token that may write |
        | GET /v1/webhooks/endpoints/{id}         | a token that may read  |
        | PATCH /v1/webhooks/endpoints/{id}       | a token that may write |
        | DELETE /v1/webhooks/endpoints/{id}      | a token that may write |
        | POST /v1/webhooks/endpoints/{id}/rotate | a token that may write |
        | POST /v1/webhooks/endpoints/{id}/test   | a token that may write |
        | POST /v1/webhooks/messages              | a token that may write |
        | GET /v1/webhooks/deliveries             | a token that may read  |
        | GET /v1/webhooks/deliveries/{id}        | a token that may read  |
        | POST /v1/webhooks/deliveries/{id}/retry | a token that may write |
        | GET /v1/payments                        | a token that may read  |
        | GET /                                   | everybody              |
        | GET /openapi.json                       | everybody              |
        | GET /docs                               | everybody              |
        | GET /health                             | everybody              |
        | GET /livez                              | everybody              |
        | GET /readyz                             | everybody              |
        | GET /metrics                            | this machine           |
