@contract
Feature: Who may call what
  A session does what its person may do. A token does what its scopes say, and nothing of what is a person's own.

  Rule: Every route is open to those whom this table names, and to nobody else

    # `*` covers every scope but those that begin with "installation:".
    Scenario: Each route with each kind of credentials
      When every route is asked for
      Then each of them stands in this table, and is open to those whom it names alone:
        | route                                           | open to                   |
        | POST /v1/auth/signup                            | everybody                 |
        | POST /v1/auth/login                             | everybody                 |
        | POST /v1/auth/email/verify                      | everybody                 |
        | POST /v1/auth/email/resend                      | everybody                 |
        | POST /v1/auth/password/forgot                   | everybody                 |
        | POST /v1/auth/password/reset                    | everybody                 |
        | POST /v1/auth/password/change                   | a session                 |
        | POST /v1/auth/logout                            | a session                 |
        | GET /v1/auth/session                            | a session                 |
        | GET /v1/auth/sessions                           | a session                 |
        | DELETE /v1/auth/sessions                        | a session                 |
        | DELETE /v1/auth/sessions/{id}                   | a session                 |
        | POST /v1/tokens                                 | a session                 |
        | GET /v1/tokens                                  | a session                 |
        | DELETE /v1/tokens/{id}                          | a session                 |
        | POST /v1/actions/{name}                         | actions:run               |
        | GET /v1/actions                                 | actions:run               |
        | GET /v1/actions/{name}                          | actions:run               |
        | PUT /v1/actions/{name}                          | installation:actions      |
        | DELETE /v1/actions/{name}                       | installation:actions      |
        | GET /v1/jobs                                    | jobs:read                 |
        | GET /v1/jobs/{id}                               | jobs:read                 |
        | POST /v1/jobs/redrive                           | actions:run               |
        | POST /v1/jobs/{id}/cancel                       | actions:run               |
        | POST /v1/jobs/{id}/retry                        | actions:run               |
        | GET /v1/schedules                               | jobs:read                 |
        | GET /v1/schedules/{name}                        | jobs:read                 |
        | PUT /v1/schedules/{name}                        | actions:run               |
        | DELETE /v1/schedules/{name}                     | actions:run               |
        | POST /v1/schedules/{name}/pause                 | actions:run               |
        | POST /v1/schedules/{name}/resume                | actions:run               |
        | POST /v1/schedules/{name}/run                   | actions:run               |
        | POST /v1/schedules/preview                      | jobs:read                 |
        | GET /v1/files/{id}                              | files:read                |
        | POST /hooks/{source}                            | who signs                 |
        | GET /v1/webhooks/sources                        | webhooks:read             |
        | GET /v1/webhooks/sources/{name}                 | webhooks:read             |
        | GET /v1/webhooks/inbox                          | webhooks:read             |
        | GET /v1/webhooks/inbox/{id}                     | webhooks:read             |
        | GET /v1/webhooks/endpoints                      | webhooks:read             |
        | GET /v1/webhooks/endpoints/{id}                 | webhooks:read             |
        | GET /v1/webhooks/deliveries                     | webhooks:read             |
        | GET /v1/webhooks/deliveries/{id}                | webhooks:read             |
        | POST /v1/webhooks/sources                       | webhooks:write            |
        | PATCH /v1/webhooks/sources/{name}               | webhooks:write            |
        | DELETE /v1/webhooks/sources/{name}              | webhooks:write            |
        | POST /v1/webhooks/sources/{name}/rotate         | webhooks:write            |
        | POST /v1/webhooks/inbox/{id}/replay             | webhooks:write            |
        | POST /v1/webhooks/inbox/redrive                 | webhooks:write            |
        | POST /v1/webhooks/endpoints                     | webhooks:write            |
        | PATCH /v1/webhooks/endpoints/{id}               | webhooks:write            |
        | DELETE /v1/webhooks/endpoints/{id}              | webhooks:write            |
        | POST /v1/webhooks/endpoints/{id}/rotate         | webhooks:write            |
        | POST /v1/webhooks/endpoints/{id}/test           | webhooks:write            |
        | POST /v1/webhooks/messages                      | webhooks:write            |
        | POST /v1/webhooks/deliveries/{id}/retry         | webhooks:write            |
        | POST /ofrep/v1/evaluate/flags/{key}             | whose key it is           |
        | POST /ofrep/v1/evaluate/flags                   | whose key it is           |
        | GET /ofrep/v1/stream                            | whose key it is           |
        | GET /v1/flags                                   | installation:flags:read   |
        | GET /v1/flags/{key}                             | installation:flags:read   |
        | PUT /v1/flags/{key}                             | installation:flags        |
        | DELETE /v1/flags/{key}                          | installation:flags        |
        | POST /v1/flags/{key}/kill                       | installation:flags        |
        | POST /v1/flags/{key}/enable                     | installation:flags        |
        | POST /v1/flags/{key}/shares                     | installation:flags        |
        | POST /v1/flags/{key}/rollback                   | installation:flags        |
        | GET /v1/flags/{key}/history                     | installation:flags:read   |
        | GET /v1/flags/{key}/revisions/{n}               | installation:flags:read   |
        | POST /v1/flags/{key}/explain                    | installation:flags:read   |
        | GET /v1/flag-segments                           | installation:flags:read   |
        | GET /v1/flag-segments/{key}                     | installation:flags:read   |
        | PUT /v1/flag-segments/{key}                     | installation:flags        |
        | DELETE /v1/flag-segments/{key}                  | installation:flags        |
        | GET /v1/kill-switch                             | installation:flags:read   |
        | PUT /v1/kill-switch                             | installation:flags        |
        | GET /v1/flag-keys                               | installation:flags:read   |
        | POST /v1/flag-keys                              | installation:flags        |
        | DELETE /v1/flag-keys/{id}                       | installation:flags        |
        | GET /v1/admin/cache                             | installation:cache        |
        | GET /v1/admin/cache/{ns}                        | installation:cache        |
        | POST /v1/admin/cache/{ns}/_purge                | installation:cache        |
        | POST /v1/admin/cache/_verify                    | installation:cache        |
        | GET /v1/logs                                    | installation:logs         |
        | GET /v1/logs/about                              | installation:logs         |
        | GET /v1/logs/entries                            | installation:logs         |
        | GET /v1/logs/context                            | installation:logs         |
        | GET /v1/logs/histogram                          | installation:logs         |
        | GET /v1/logs/tail                               | installation:logs         |
        | GET /v1/logs/download                           | installation:logs         |
        | GET /v1/limits/me                               | everybody                 |
        | POST /v1/ratelimit/check                        | installation:limits:check |
        | GET /v1/admin/limits/keys/{policy}/{key}        | installation:limits       |
        | DELETE /v1/admin/limits/keys/{policy}/{key}     | installation:limits       |
        | POST /v1/admin/limits/keys/{policy}/{key}/block | installation:limits       |
        | GET /v1/admin/limits/top-denied                 | installation:limits       |
        | GET /health                                     | everybody                 |
        | GET /livez                                      | everybody                 |
        | GET /readyz                                     | everybody                 |
        | GET /metrics                                    | this machine              |
        | GET /openapi.json                               | everybody                 |
        | GET /docs                                       | everybody                 |
