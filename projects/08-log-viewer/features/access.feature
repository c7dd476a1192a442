@contract
Feature: Who may see logs
  Logs name customers and say what failed. Reading a page of them is one right, taking a whole log home another.

  Rule: Every route but health and the page needs a token, and a download one that may download

    Scenario Outline: <what> with <token>
      When a client asks the log viewer for <what> with <token>
      Then it is answered <answer>

      Examples:
        | what                    | token                     | answer                |
        | the page                | no token                  | 200                   |
        | livez                   | no token                  | 200                   |
        | readyz                  | no token                  | 200                   |
        | the list of logs        | no token                  | 401 token_required    |
        | the list of logs        | a token of nobody         | 401 token_unknown     |
        | the list of logs        | a token that may read     | 200                   |
        | the list of logs        | a token that may download | 200                   |
        | about the log           | no token                  | 401 token_required    |
        | about the log           | a token of nobody         | 401 token_unknown     |
        | about the log           | a token that may read     | 200                   |
        | about the log           | a token that may download | 200                   |
        | a page of entries       | no token                  | 401 token_required    |
        | a page of entries       | a token of nobody         | 401 token_unknown     |
        | a page of entries       | a token that may read     | 200                   |
        | a page of entries       | a token that may download | 200                   |
        | the context of an entry | no token                  | 401 token_required    |
        | the context of an entry | a token of nobody         | 401 token_unknown     |
        | the context of an entry | a token that may read     | 200                   |
        | the context of an entry | a token that may download | 200                   |
        | a histogram             | no token                  | 401 token_required    |
        | a histogram             | a token of nobody         | 401 token_unknown     |
        | a histogram             | a token that may read     | 200                   |
        | a histogram             | a token that may download | 200                   |
        | a tail                  | no token                  | 401 token_required    |
        | a tail                  | a token of nobody         | 401 token_unknown     |
        | a tail                  | a token that may read     | 200                   |
        | a tail                  | a token that may download | 200                   |
        | a download              | no token                  | 401 token_required    |
        | a download              | a token of nobody         | 401 token_unknown     |
        | a download              | a token that may read     | 403 no_download_token |
        | a download              | a token that may download | 200                   |

  Rule: What is missing or wrong in the settings stops the start

    @own-processes
    Scenario Outline: <how>
      When Olaf starts the log viewer <how>
      Then the log viewer refuses to start, and names <what>

      Examples:
        | how                               | what                            |
        | in production without a token     | TENSTONE_ACCESS_DOWNLOAD_TOKENS |
        | in production without a token     | TENSTONE_ACCESS_READ_TOKENS     |
        | in production without folders     | TENSTONE_LOGS_FOLDERS           |
        | with a folder that does not exist | /gone                           |
        | with a folder that has no name    | "/logs/app" has no name         |
        | with a zone that does not exist   | no time zone "Riga"             |

    @own-processes
    Scenario: Production with a token that the program made
      Given Olaf has made a token for the log viewer
      When Olaf starts the log viewer in production with its hash
      Then the token downloads a log, and no other token does

  Rule: A development start needs no settings, and what it makes is its owner's alone

    @own-processes
    Scenario: The first start
      When Olaf looks for what the first start of the log viewer made
      Then nobody else may read the token and the key of the cursors
      And the token shows the log of the log viewer itself
