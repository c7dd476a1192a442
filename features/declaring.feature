@contract
Feature: Declaring actions over HTTP
  What a program that declares actions is answered.

  Rule: The status says what became of it

    Scenario Outline: <what> is answered <status>
      Given Olaf has declared welcomes
      When Olaf sends a <method> with <what>
      Then the answer is <status>

      Examples:
        | method | what                        | status |
        | PUT    | a name that is new          | 201    |
        | PUT    | the same declaration        | 200    |
        | PUT    | another declaration         | 200    |
        | PUT    | the name of something else  | 422    |
        | PUT    | JSON that ends too early    | 400    |
        | PUT    | YAML                        | 415    |
        | PUT    | more than 64 KiB            | 413    |
        | PUT    | nothing                     | 400    |
        | DELETE | the name                    | 204    |
        | DELETE | a name that nobody declared | 404    |

  Rule: What was declared is shown

    Scenario: Whole to who may change it
      Given Olaf has declared welcomes
      When Olaf, who may also start actions, asks for welcomes
      Then the answer is 200
      And it has the declaration, and who made it

    Scenario: Its gates and its input to who may start it
      Given Mia is a member
      And Olaf has declared welcomes
      When Mia asks for welcomes
      Then the answer is 200
      And it has the input's schema, and neither the declaration nor who made it

    Scenario: Among all
      Given Mia is a member
      And Olaf has declared welcomes
      When Mia asks for all actions
      Then the answer is 200
      And welcomes are among them, as "stored"
