Feature: Nights in which clocks are changed
  A reminder by the clock on the wall says what becomes of times that the clocks skip, or show twice.

  Rule: Of a time that the clocks skip, Mia chooses what becomes of it

    Scenario Outline: <when> in <zone>, which is to <choice>
      When Mia looks at <when> in <zone>, which is to <choice>
      Then she sees <local>, in UTC <utc>

      Examples: Riga goes from 03:00 to 04:00, Lord Howe from 02:00 to 02:30, Apia from the 29th to the 31st
        | when             | zone                | choice             | local            | utc              |
        | 2027-03-28 03:30 | Europe/Riga         | come after the gap | 2027-03-28 04:00 | 2027-03-28 01:00 |
        | 2027-03-28 03:30 | Europe/Riga         | be shifted         | 2027-03-28 04:30 | 2027-03-28 01:30 |
        | 2026-10-04 02:15 | Australia/Lord_Howe | come after the gap | 2026-10-04 02:30 | 2026-10-03 15:30 |
        | 2026-10-04 02:15 | Australia/Lord_Howe | be shifted         | 2026-10-04 02:45 | 2026-10-03 15:45 |
        | 2011-12-30 12:00 | Pacific/Apia        | come after the gap | 2011-12-31 00:00 | 2011-12-30 10:00 |
        | 2011-12-30 12:00 | Pacific/Apia        | be shifted         | 2011-12-31 12:00 | 2011-12-30 22:00 |

    Scenario Outline: 03:30 on the night of the gap in Riga, which is to <choice>
      When Mia looks at 2027-03-28 03:30 in Europe/Riga, which is to <choice>
      Then the reminder is refused because <reason>

      Examples:
        | choice        | reason                    |
        | be left out   | it never goes off         |
        | be an error   | the clocks skip this time |

  Rule: Of a time that comes twice, Mia chooses which it is

    Scenario Outline: <when> in <zone>, which is to <choice>
      When Mia looks at <when> in <zone>, which is to <choice>
      Then she sees <local>, in UTC <utc>

      Examples: Riga goes back from 04:00 to 03:00, Lord Howe from 02:00 to 01:30
        | when             | zone                | choice             | local            | utc              |
        | 2026-10-25 03:30 | Europe/Riga         | be the first one   | 2026-10-25 03:30 | 2026-10-25 00:30 |
        | 2026-10-25 03:30 | Europe/Riga         | be the last one    | 2026-10-25 03:30 | 2026-10-25 01:30 |
        | 2027-04-04 01:45 | Australia/Lord_Howe | be the first one   | 2027-04-04 01:45 | 2027-04-03 14:45 |
        | 2027-04-04 01:45 | Australia/Lord_Howe | be the last one    | 2027-04-04 01:45 | 2027-04-03 15:15 |

    Scenario: 03:30 on that night in Riga, and either would be wrong
      When Mia looks at 2026-10-25 03:30 in Europe/Riga, which is to be an error
      Then the reminder is refused because the clocks show this time twice

  Rule: A rule keeps to the clock on the wall

    Scenario Outline: "<rule>" in <zone> from <from> on, and such a time is to <choice>
      When Mia looks at the rule "<rule>" in <zone> from <from> on, and such a time is to <choice>
      Then its next times are <local>

      Examples:
        | rule       | zone                | from       | choice             | local                                                |
        | 30 3 * * * | Europe/Riga         | 2027-03-27 | come after the gap | 2027-03-27 03:30, 2027-03-28 04:00, 2027-03-29 03:30 |
        | 30 3 * * * | Europe/Riga         | 2027-03-27 | be left out        | 2027-03-27 03:30, 2027-03-29 03:30, 2027-03-30 03:30 |
        | 30 3 * * * | Europe/Riga         | 2026-10-24 | be the first one   | 2026-10-24 03:30, 2026-10-25 03:30, 2026-10-26 03:30 |
        | 30 3 * * * | Europe/Riga         | 2026-10-24 | be both            | 2026-10-24 03:30, 2026-10-25 03:30, 2026-10-25 03:30 |
        | 15 2 * * * | Australia/Lord_Howe | 2026-10-02 | come after the gap | 2026-10-03 02:15, 2026-10-04 02:30, 2026-10-05 02:15 |
        | 0 12 * * * | Pacific/Apia        | 2011-12-29 | be left out        | 2011-12-29 12:00, 2011-12-31 12:00, 2012-01-01 12:00 |

  Rule: A reminder that is made keeps to what was looked at

    @own-processes
    Scenario: It is made
      When Mia makes a reminder for 03:30 on 25 October 2099 in Riga, the second time that the clocks show it
      Then its next time is 01:30 in UTC on that day
