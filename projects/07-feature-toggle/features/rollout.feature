Feature: Gradual rollouts
  Olaf gives something new to a share of the people, and lets the share grow. Who has it keeps it, and nobody else is moved.

  Rule: A share that changes moves as few people as possible

    Scenario: One grows beside another
      Given Olaf has made a flag that gives 10 % of the users the new and 20 % the fast checkout
      And the variants of 450 users are known
      When Olaf gives 25 % the new checkout
      Then of the 450 users only some from old to new have moved

    Scenario: One shrinks
      Given Olaf has made a flag that gives 30 % of the users the new and 20 % the fast checkout
      And the variants of 450 users are known
      When Olaf gives 10 % the new checkout
      Then of the 450 users only some from new to old have moved

    Scenario: One takes from another
      Given Olaf has made a flag that gives 20 % of the users the new and 60 % the fast checkout
      And the variants of 450 users are known
      When Olaf gives 40 % the new and 40 % the fast checkout
      Then of the 450 users only some from fast to new have moved

  Rule: It is known who moves before anybody does

    Scenario: A trial
      Given Olaf has made a flag that gives 10 % of the users the new and 20 % the fast checkout
      When Olaf tries what 12.5 % for the new checkout changes
      Then 2500 of 100000 points move from old to new
      And the flag is as it was

  Rule: Nobody and everybody are exact

    Scenario Outline: <share> %
      Given Olaf has made a flag that gives <share> % of the users the new and 0 % the fast checkout
      When 450 users are evaluated
      Then <count> of them have the new checkout

      Examples:
        | share | count |
        | 0     | 0     |
        | 100   | 450   |

    Scenario: Shares that are too large
      Given Olaf has made a flag that gives 10 % of the users the new and 20 % the fast checkout
      When Olaf gives 80.001 % the new checkout
      Then he is refused because the shares are more than everybody

  Rule: Each flag divides the people in its own way, unless it shares another's salt

    Scenario: Two flags
      Given Olaf has made 2 flags that are on for 50 % of the users
      When 450 users are evaluated with both
      Then about a quarter of them have both, and a quarter none

    Scenario: A flag gets another name
      Given Olaf has made a flag that gives 10 % of the users the new and 20 % the fast checkout
      And the variants of 450 users are known
      When Olaf makes the same flag under another name, with the salt of the first
      Then each of the 450 users has the same variant by it

  Rule: Dividing the people anew is not done by mistake

    Scenario: Another salt
      Given Olaf has made a flag that gives 10 % of the users the new and 20 % the fast checkout
      When Olaf gives the flag another salt
      Then he is refused because it gives most people another variant
      And the flag is as it was

    Scenario: It is meant
      Given Olaf has made a flag that gives 10 % of the users the new and 20 % the fast checkout
      When Olaf gives the flag another salt, and says that it is meant
      Then the flag has the other salt
