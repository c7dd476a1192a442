@contract
Feature: Who may call what
  Each route asks for a session, for a session or a token, or for nothing, and a session opens what it is for and nothing else.

  Rule: Every route is open to those whom this table names, and to nobody else

    @fresh
    Scenario: Each route with each kind of credential
      When Olaf starts the project with a token of each kind and asks for every route
      Then each route stands in this table, and is open to those whom it names alone:
        | route                         | open to          |
        | GET /me                       | who is signed in |
        | GET /                         | everybody        |
        | POST /v1/auth/signup          | everybody        |
        | POST /v1/auth/login           | everybody        |
        | POST /v1/auth/logout          | a session        |
        | GET /v1/auth/session          | a session        |
        | GET /v1/auth/sessions         | a session        |
        | DELETE /v1/auth/sessions/{id} | a session        |
        | DELETE /v1/auth/sessions      | a session        |
        | POST /v1/tokens               | a session        |
        | GET /v1/tokens                | a session        |
        | DELETE /v1/tokens/{id}        | a session        |
        | POST /v1/auth/password/forgot | everybody        |
        | POST /v1/auth/email/resend    | everybody        |
        | POST /v1/auth/email/verify    | everybody        |
        | POST /v1/auth/password/reset  | everybody        |
        | POST /v1/auth/password/change | a session        |
        | GET /openapi.json             | everybody        |
        | GET /docs                     | everybody        |
        | GET /health                   | everybody        |
        | GET /livez                    | everybody        |
        | GET /readyz                   | everybody        |
        | GET /metrics                  | this machine     |
