Feature: OpenFeature's own libraries
  Any program that speaks OpenFeature is a client. These scenarios use the libraries as they are published, unchanged.

  Rule: A server asks for one flag at a time

    Scenario Outline: <type>
      Given Olaf has made a flag of the type <type>
      And a program uses OpenFeature's library for servers
      When it evaluates the flag with the library
      Then it gets <value>

      Examples:
        | type    | value                         |
        | boolean | yes                           |
        | string  | the text "Autumn sale"        |
        | number  | the number 12.5               |
        | object  | an object with the colour red |

    Scenario Outline: <case>
      Given Olaf has made a flag of the type string
      And a program uses OpenFeature's library for servers
      When the program evaluates <case>
      Then it is left with its own default, because of <code>

      Examples:
        | case                          | code           |
        | a flag that does not exist    | FLAG_NOT_FOUND |
        | the flag as one of numbers    | TYPE_MISMATCH  |

    Scenario: A rule compares what the program knows of the user
      Given Olaf has made a flag with a target for Mia, a rule for the plan pro, and a default
      And a program uses OpenFeature's library for servers
      When it evaluates the flag for Noah with the plan pro
      Then it gets the text "ruled", and the reason is a match

  Rule: A browser has all flags of its user, and hears of changes

    @own-processes
    Scenario: All flags
      Given Olaf has made flags of all types for browsers
      When a browser opens a page with OpenFeature's library, as Mia
      Then the library gives the page each value

    @own-processes
    Scenario: A change
      Given Olaf has made flags of all types for browsers
      And a browser has opened a page with OpenFeature's library, as Mia
      When Olaf kills the flag of the type boolean
      Then within 2 seconds the page shows it off, without having been loaded again

    @own-processes
    Scenario: Another user
      Given Olaf has made a flag for browsers with a target for Mia
      And a browser has opened a page with OpenFeature's library, as Mia
      When Noah signs in on the page
      Then eventually the page shows what Noah gets

    @own-processes
    Scenario: The same user with another plan
      Given Olaf has made a flag for browsers with a rule for the plan pro
      And a browser has opened a page with OpenFeature's library, as Mia
      When Mia buys the plan pro on the page
      Then eventually the page shows what the plan pro gets

    @own-processes
    Scenario: Nothing has changed
      Given Olaf has made flags of all types for browsers
      And a browser has opened a page with OpenFeature's library, as Mia
      When the library asks for all flags again
      Then it is told that nothing has changed
