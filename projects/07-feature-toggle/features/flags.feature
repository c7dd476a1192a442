Feature: Flags
  Olaf decides by flags what people see, while all programs run. A flag has a type and variants; targets, rules and a
  default say who gets which.

  Rule: A flag gives a value of its type

    Scenario Outline: <type>
      Given Olaf has made a flag of the type <type>
      When Mia's program evaluates it
      Then it gets <value>

      Examples:
        | type    | value                         |
        | boolean | yes                           |
        | string  | the text "Autumn sale"        |
        | number  | the number 12.5               |
        | object  | an object with the colour red |

    Scenario: A flag that nobody has made
      When Mia's program evaluates a flag that nobody has made
      Then it is told that there is none

  Rule: The first that fits decides: a target, a rule, the default

    Scenario Outline: <who>
      Given Olaf has made a flag with a target for Mia, a rule for the plan pro, and a default
      When it is explained for <who>
      Then the variant is <variant>, decided by the <step>

      Examples:
        | who           | variant  | step    |
        | Mia, free     | targeted | target  |
        | Mia, pro      | targeted | target  |
        | Noah, pro     | ruled    | rule    |
        | Noah, free    | usual    | default |
        | somebody, pro | ruled    | rule    |
        | somebody      | usual    | default |

  Rule: A segment is a condition that several flags share

    Scenario: It changes for all of them
      Given Olaf has made a segment of those from Sweden
      And Olaf has made 2 flags that are on for the segment
      When Olaf takes those from Latvia into the segment
      Then eventually both flags are on for Nora from Latvia

    Scenario: It is in use
      Given Olaf has made a segment of those from Sweden
      And Olaf has made 2 flags that are on for the segment
      When Olaf removes the segment
      Then he is refused because a flag uses it

  Rule: A flag that is killed gives its off variant, whatever else it says

    Scenario: One flag
      Given Olaf has made a flag that is on for everybody
      When Olaf kills it
      Then within 1 second it is off for Mia, and the reason is that it is disabled

    Scenario: It is revived
      Given Olaf has made a flag that is on for everybody
      And Olaf has killed it
      When Olaf revives it
      Then within 1 second it is on for Mia

    @own-processes
    Scenario: All flags
      Given Olaf has made a flag that is on for everybody
      When Olaf kills all flags
      Then within 1 second it is off for Mia, and the reason is that it is disabled

    Scenario: Off without a variant for it
      Given Olaf has made a flag without an off variant
      When Olaf switches it off
      Then within 1 second Mia's program is left with its own default

  Rule: Nobody overwrites what somebody else has changed

    Scenario: Two people change one flag
      Given Olaf has made a flag that is on for everybody
      And Olaf has read it, and Nora has changed it since
      When Olaf changes what he has read
      Then he is refused because somebody else was first
      And the flag is as Nora has left it

    Scenario: A flag is made twice
      Given Olaf has made a flag that is on for everybody
      When Olaf makes a flag of the same name
      Then he is refused because he has not said which one he has read

  Rule: A definition that is wrong changes nothing, and each fault is named by its place

    Scenario Outline: <fault>
      When Olaf makes a flag with <fault>
      Then it is refused, and the fault is named at <place>

      Examples:
        | fault                                 | place                     |
        | a value of another type               | the variant on            |
        | a default that is no variant          | the default               |
        | ranges that overlap                   | the second range          |
        | a regular expression without an end   | the first clause's values |
        | a segment that does not exist         | the first clause          |
        | an off variant that is none           | the off variant           |

  Rule: A browser's key opens the flags that are meant for browsers, and no other

    Scenario: All flags
      Given Olaf has made a flag for browsers and one for servers
      When a browser and a server ask for all flags
      Then the browser is given the first one only, and the server both

    Scenario: One flag
      Given Olaf has made a flag for browsers and one for servers
      When a browser evaluates the one for servers
      Then it is told that there is none

    Scenario: A key that is revoked
      Given Olaf has made a flag for browsers and one for servers
      And a browser has evaluated the one for browsers
      When Olaf revokes the browser's key
      Then within 1 second the browser is given nothing
