@contract
Feature: Who may read and who may write
  A build that anybody can start may read what others stored, and must not store what others then trust.

  Rule: Every route but health and the page needs a token, and writing needs one that may write

    Scenario Outline: <route> with <token>
      When <route> is asked with <token>
      Then it is answered <answer>

      Examples:
        | route                        | token                   | answer              |
        | GET /                        | no token                | 200                 |
        | GET /livez                   | no token                | 200                 |
        | GET /readyz                  | no token                | 200                 |
        | GET /cache/ns/key            | no token                | 401 token_required  |
        | GET /cache/ns/key            | a token of nobody       | 401 token_unknown   |
        | GET /cache/ns/key            | a token that may read   | 404 cache_miss      |
        | GET /cache/ns/key            | a token that may write  | 404 cache_miss      |
        | HEAD /cache/ns/key           | no token                | 401                 |
        | PUT /cache/ns/key            | no token                | 401 token_required  |
        | PUT /cache/ns/key            | a token of nobody       | 401 token_unknown   |
        | PUT /cache/ns/key            | a token that may read   | 403 read_only_token |
        | PUT /cache/ns/key            | a token that may write  | 201                 |
        | DELETE /cache/ns/none        | no token                | 401 token_required  |
        | DELETE /cache/ns/none        | a token that may read   | 403 read_only_token |
        | DELETE /cache/ns/none        | a token that may write  | 404 cache_miss      |
        | POST /cache/ns/_purge        | no token                | 401 token_required  |
        | POST /cache/ns/_purge        | a token that may read   | 403 read_only_token |
        | POST /cache/ns/_purge        | a token that may write  | 204                 |
        | GET /cache/ns                | no token                | 401 token_required  |
        | GET /cache/ns                | a token that may read   | 200                 |
        | GET /cache/_stats            | no token                | 401 token_required  |
        | GET /cache/_stats            | a token that may read   | 200                 |
        | GET /demo                    | no token                | 401 token_required  |
        | GET /demo                    | a token that may read   | 200                 |
        | POST /demo/damage            | no token                | 401 token_required  |
        | POST /demo/damage            | a token that may read   | 403 read_only_token |

  Rule: A body that is refused is not read

    Scenario: A large body with a token that may only read
      When a client with a token that may read announces a body of 5 MiB with Expect: 100-continue
      Then it is answered 403 and was not asked for the body

  Rule: Production starts with tokens alone, and damages nothing

    @own-processes
    Scenario: Production without a token
      When Olaf starts it in production without a token
      Then it refuses to start, and names TENSTONE_ACCESS_WRITE_TOKENS

    @own-processes
    Scenario: Production with a token that the program made
      Given Olaf has made a token and set its hash
      When Olaf starts it in production
      Then the token stores an entry, and no other token does

    @own-processes
    Scenario: The route that damages entries
      Given Olaf has made a token and set its hash
      When Olaf starts it in production
      Then POST /demo/damage is answered 404, also with the token

  Rule: The token of a development start is its owner's alone

    @own-processes
    Scenario: The file of the token
      When Olaf looks for the token that the first start made
      Then a file that nobody else may read holds it
      And no line of the log does
