Feature: Signing up
  An account belongs to an e-mail address, however people write it, and its password is none that strangers try first.

  Rule: A password that is guessed early is refused

    Scenario Outline: The password "<password>"
      When someone with the address mia.member@example.test signs up with the password "<password>"
      Then it is refused because the password is <fault>

      Examples:
        | password               | fault           |
        | correct horse          | too short       |
        | passwordpassword       | common          |
        | P@ssw0rd-2024-P@ssw0rd | common          |
        | 123456789012345        | common          |
        | qwertyuiopasdfghjkl    | common          |
        | mia.member@example     | like the account |
        | Tenstone-Tenstone-1    | like the account |

    Scenario: Four words that do not belong together
      When someone with the address mia.member@example.test signs up with the password "correct horse battery staple"
      Then the sign-up is accepted

  Rule: An address is one account however it is written

    Scenario Outline: Signing in with <writing>
      Given Jürg has signed up
      When Jürg signs in with his address in <writing>
      Then he is signed in

      Examples:
        | writing               |
        | decomposed letters    |
        | capitals              |
        | the domain's own name |

    Scenario: An address with an invisible character
      When someone signs up with an address that has an invisible character
      Then it is refused because that is no address
