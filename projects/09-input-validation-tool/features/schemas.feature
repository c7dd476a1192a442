Feature: Registered schemas
  Olaf registers schemas by name. Programs hold their data to a version of one, and that never changes under them.

  Rule: A change makes a version, and a version never changes

    Scenario: The first one
      When Olaf registers a schema
      Then it has version 1, and is read as it was written, byte for byte

    Scenario: Another one
      Given Olaf has registered a schema
      When Olaf registers another text under its name
      Then it has version 2, and version 1 is read as it was

    Scenario: The same one again
      Given Olaf has registered a schema
      When Olaf registers the same text again
      Then it still has version 1 alone

    Scenario: 20 at once
      When 20 programs register 20 texts under one name at once
      Then each text has a version of its own, from 1 to 20

    Scenario: The list
      Given Olaf has registered 3 schemas, one of them twice
      When Olaf reads the list of schemas, 2 a page
      Then each of them is in it once, with its newest version, by name

  Rule: A schema that is wrong is refused with each of its faults, at its place

    Scenario Outline: <fault>
      When Olaf registers a schema with <fault>
      Then it is refused with a fault at <place>, and nothing is registered

      Examples:
        | fault                               | place                                      |
        | a keyword that there is not         | /properties/age/minumum, line 4, column 44 |
        | a bound that is a text              | /properties/age/minimum, line 4, column 44 |
        | a pattern with look-around          | /properties/age/pattern, line 4, column 44 |
        | a reference to nowhere              | /properties/age/$ref, line 4, column 41    |
        | a text that ends too early          | the whole, line 5, column 1                |

    Scenario: All of its faults
      When Olaf registers a schema with three faults
      Then it is refused with 3 faults, and nothing is registered

    Scenario Outline: <fault>
      When Olaf registers a schema with <fault>
      Then within 10 seconds it is refused, and nothing is registered

      Examples:
        | fault                                   |
        | a definition that is nothing but itself |
        | 10000 levels                            |
        | a pattern that counts to 1000 a thousand times |

    Scenario: A name that is none
      When Olaf registers a schema under a name in capitals
      Then it is refused because of its name

  Rule: What there is not is said to be missing

    Scenario Outline: <what>
      Given Olaf has registered a schema
      When Olaf reads <what>
      Then he is told that there is no such <thing>

      Examples:
        | what                          | thing          |
        | a schema that nobody has made | schema         |
        | its version 7                 | version        |
