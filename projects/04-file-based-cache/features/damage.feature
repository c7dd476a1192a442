@own-processes
Feature: Damage
  Disks lose bits, processes are killed, connections break. The cache forgets what it cannot prove to be whole, and
  never hands out a wrong byte.

  Rule: A damaged entry is a miss, and can be stored again

    Scenario Outline: A bit of <part> is flipped in a report of <size>
      Given Mia has stored a report of <size>
      And a bit of <part> of its file has flipped
      When Mia reads the report
      Then it is a miss because it is corrupt
      And the damaged file is put aside for Olaf

      Examples:
        | part       | size    |
        | the start  | 4 KiB   |
        | the middle | 4 KiB   |
        | the end    | 4 KiB   |
        | the start  | 200 KiB |
        | the end    | 200 KiB |

    Scenario: It is made again
      Given Mia has stored a report
      And a bit of the end of its file has flipped
      And Mia has read the report
      When Mia stores the report again
      Then the report is a hit

    Scenario: Half of the file is missing
      Given Mia has stored a report of 4 KiB
      And half of its file is missing
      When Mia reads the report
      Then it is a miss because it is corrupt

  Rule: Of a large entry no wrong byte is handed out

    Scenario: The damage is found on the way
      Given Mia has stored a report of 3 MiB
      And a bit of the end of its file has flipped
      When Mia reads the report
      Then she gets a part of it that is right, and sees that the rest is missing
      And the report is a miss

    Scenario: It was read before, and is damaged since
      Given Mia has stored a report of 3 MiB
      And Mia has read the report
      And a bit of the end of its file has flipped
      When Mia reads the report
      Then she gets a part of it that is right, and sees that the rest is missing
      And the report is a miss

  Rule: A body that ends early is not stored

    Scenario Outline: The connection of <size> breaks
      Given nobody has stored the report
      When the connection breaks behind half of a report of <size>
      Then the report is a miss because it is absent
      And no file that was half written is left

      Examples:
        | size    |
        | 100 KiB |
        | 2 MiB   |

    Scenario: The older report stays
      Given Mia has stored a report
      When the connection breaks behind half of a report of 2 MiB
      Then the report is a hit

  Rule: A kill in the middle of writing leaves nothing half done

    # [snippet:kill]
    Scenario: 40 writers are under way
      Given Mia has stored 40 reports
      And 40 writers have each sent half of a newer report
      When the cache is killed and started again
      Then all 40 reports are hits, as Mia stored them
      And no file that was half written is left
    # [/snippet:kill]

  Rule: One process at a time works on a folder

    Scenario: A second process
      When Olaf starts a second process on the same folder
      Then it refuses to start, and names the process that holds the folder
      And Mia can store and read a report

    Scenario: Somebody else's folder
      When Olaf starts the cache on a folder with his photos
      Then it refuses to start, because the folder is not a cache
      And his photos are still there
