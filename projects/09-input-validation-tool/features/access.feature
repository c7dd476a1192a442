Feature: Who may see and change schemas
  Signing up is for everybody. Schemas and checks are for those who have a token, and for one organisation alone.

  Rule: Who has no token sees nothing

    Scenario Outline: <what>
      Given Olaf has registered the schema of a signup
      When somebody without a token <what>
      Then they are asked for a token

      Examples:
        | what                 |
        | reads the schemas    |
        | registers a schema   |
        | sends data           |
        | sends rows           |
        | lists the signups    |

  Rule: Who may read may not change

    @fresh
    Scenario: A token that may read
      Given Olaf runs the tool in production with a token of his own and one for readers
      And Olaf has registered the schema of a signup
      When a reader registers another text under its name
      Then the reader is refused, and may read the schema

    @fresh
    Scenario: Production without a token
      When Olaf starts the tool in production without a token
      Then the tool refuses to start, and says how a token is made

  Rule: An organisation sees what is its own

    @own-processes
    Scenario Outline: <what>
      Given another organisation has a schema and a check
      When Olaf reads <what> of the other organisation
      Then he is told that there is no such <thing>, and his lists are empty

      Examples:
        | what       | thing  |
        | the schema | schema |
        | the check  | check  |
