@contract
Feature: What the cache says on the wire
  Clients are programs of all kinds, caches among them. They are answered as RFC 9110, 9111 and 9211 say.

  Rule: An entry is a resource with a validator

    Scenario Outline: GET with <header>
      Given an entry of the bytes 0 to 9
      When a client sends GET with <header>
      Then it is answered <status> with the body <body>

      Examples:
        | header                                  | status | body       |
        | no condition                            | 200    | 0123456789 |
        | If-None-Match: its ETag                 | 304    | nothing    |
        | If-None-Match: W/ and its ETag          | 304    | nothing    |
        | If-None-Match: *                        | 304    | nothing    |
        | If-None-Match: "another"                | 200    | 0123456789 |
        | If-Match: its ETag                      | 200    | 0123456789 |
        | If-Match: "another"                     | 412    | a problem  |
        | Range: bytes=0-0                        | 206    | 0          |
        | Range: bytes=2-4                        | 206    | 234        |
        | Range: bytes=7-                         | 206    | 789        |
        | Range: bytes=-2                         | 206    | 89         |
        | Range: bytes=5-99                       | 206    | 56789      |
        | Range: bytes=10-                        | 416    | a problem  |
        | Range: bytes=0-1,4-5                    | 200    | 0123456789 |
        | Range: bytes=4-2                        | 200    | 0123456789 |
        | Range: bytes=2-4 and If-Range: its ETag | 206    | 234        |
        | Range: bytes=2-4 and If-Range: "other"  | 200    | 0123456789 |

    Scenario Outline: A part of <size>, <range>
      Given an entry of <size>
      When a client asks for <range> of it
      Then it is answered 206 with exactly these bytes

      Examples:
        | size   | range           |
        | 3 MiB  | 65535-65536     |
        | 3 MiB  | 65536-131071    |
        | 3 MiB  | 100000-3000000  |
        | 3 MiB  | 3145727-3145727 |
        | 10 KiB | 4095-4096       |

    Scenario: HEAD
      Given an entry of 3 MiB
      When a client sends HEAD
      Then it is answered 200 with Content-Length: 3145728, the ETag and no body

  Rule: An answer says where it comes from

    Scenario: A hit
      Given an entry with Cache-Control: max-age=60
      When 19 seconds pass
      Then GET is answered 200 with Cache-Status: tenstone; hit; ttl=41
      And Age: 19

    Scenario: An entry that is absent
      When a client sends GET for an entry that nobody stored
      Then it is answered 404 cache_miss
      And Cache-Status: tenstone; fwd=miss; detail=absent

    Scenario: An entry that has expired
      Given an entry with Cache-Control: max-age=60
      When 60 seconds pass
      Then GET is answered 404 with Cache-Status: tenstone; fwd=miss; detail=expired

  Rule: A PUT says how long an entry lives and what it is about

    Scenario Outline: PUT with <header>
      When a client sends PUT with <header>
      Then it is answered <status> <code>

      Examples:
        | header                         | status | code                       |
        | no more than it needs          | 201    |                            |
        | Cache-Control: max-age=60      | 201    |                            |
        | Cache-Control: max-age=0       | 422    | invalid_cache_ttl          |
        | Cache-Control: max-age=soon    | 422    | invalid_cache_ttl          |
        | Cache-Tag: a, b                | 201    |                            |
        | 33 tags                        | 422    | invalid_cache_tag          |
        | a tag of 129 bytes             | 422    | invalid_cache_tag          |
        | a Content-Type of 201 bytes    | 422    | invalid_cache_content_type |
        | a key of 1024 bytes            | 201    |                            |
        | a key of 1025 bytes            | 422    | invalid_cache_key          |
        | the key _stats                 | 422    | invalid_cache_key          |
        | the namespace Upper            | 422    | invalid_cache_namespace    |
        | Transfer-Encoding: chunked     | 411    | length_required            |
        | If-Match: "another"            | 412    | cache_precondition_failed  |

    Scenario: PUT in place of an entry
      Given an entry of the bytes 0 to 9
      When a client sends PUT for that entry
      Then it is answered 200 with an ETag, which a GET then has, too

    Scenario Outline: DELETE of <entry>
      Given <entry>
      When a client sends DELETE
      Then it is answered <status>

      Examples:
        | entry                         | status |
        | an entry of the bytes 0 to 9  | 204    |
        | no entry                      | 404    |

  Rule: Entries are listed in pages

    Scenario: 25 entries, 10 a page
      Given 25 entries, of which 20 begin with docs/
      When a client reads all pages of 10 of those that begin with docs/
      Then it has met each of the 20 once, with its size, its type and its tags

    Scenario Outline: A list with <query>
      When a client asks for a list with <query>
      Then it is answered <status> <code>

      Examples:
        | query         | status | code                 |
        | limit=1000    | 200    |                      |
        | limit=0       | 422    | validation_failed    |
        | limit=1001    | 422    | validation_failed    |
        | cursor=nobody | 422    | invalid_cache_cursor |

  Rule: A purge names what it is about

    Scenario Outline: A purge of <body>
      When a client sends a purge with <body>
      Then it is answered <status> <code>

      Examples:
        | body              | status | code              |
        | {"tags":["a"]}    | 204    |                   |
        | {"prefix":"a/"}   | 204    |                   |
        | {"all":true}      | 204    |                   |
        | {}                | 422    | invalid_purge     |
        | {"tags":"a"}      | 422    | validation_failed |
        | {"everything":1}  | 422    | validation_failed |
        | {"all":           | 400    | invalid_json      |
