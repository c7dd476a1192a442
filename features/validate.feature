@fresh @contract
Feature: Files held to a schema
  Olaf has files of data and a JSON Schema that says what they must look like. One command holds them to it: without
  servers, without settings, and fit for other programs.

  Background:
    Given the file "person.schema.json":
      """
      {
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {
          "name": {"type": "string", "maxLength": 9},
          "age": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
          "mail": {"format": "email"}
        }
      }
      """

  Rule: Every fault is told at its place

    Scenario: All is valid
      Given the file "mia.json":
        """
        {"name": "Mia", "age": 7}
        """
      When Olaf runs "tenstone validate person.schema.json mia.json"
      Then it ends with code 0 and prints:
        """
        mia.json: valid
        """

    Scenario: Several faults in several files
      Given the file "mia.json":
        """
        {"name": "Mia"}
        """
      And the file "nora.json":
        """
        {
          "name": "Nora, Queen of Norway",
          "é": {}, "age": -1,
          "mail": "nora"
        }
        """
      And the file "list.json":
        """
        []
        """
      When Olaf runs "tenstone validate person.schema.json mia.json nora.json list.json"
      Then it ends with code 1 and prints:
        """
        mia.json: valid
        nora.json:2:11: /name: must have at most 9 characters (length)
        nora.json:3:3: /é: is not known here (unknown_key)
        nora.json:3:19: /age: must be at least 0 (range)
        nora.json:4:11: /mail: must be of the format email (format)
        list.json:1:1: must be object (type)
        """

    Scenario Outline: <what>
      Given the file "mia.json":
        """
        {"name": "Mia",
         <text>}
        """
      When Olaf runs "tenstone validate person.schema.json mia.json"
      Then it ends with code 1 and prints:
        """
        mia.json:2:<column>: <fault>
        """

      Examples:
        | what                                | text                        | column | fault                                                          |
        | What is no JSON                     | "age": 07                   | 10     | expected ',' or '}' (invalid_json)                             |
        | A key that is given twice           | "age": 7, "name": "Nora"    | 12     | A JSON object gives a key more than once (duplicate_key)       |
        | A number that differs in its digits | "age": 18446744073709551616 | 9      | /age: must be at most 18446744073709551615 (range)             |
        | A key that would clear the screen   | "\u001b[2J": 1              | 2      | /\u001b[2J: is not known here (unknown_key)                    |

    Scenario: More faults than anybody reads
      Given the file "numbers.schema.json":
        """
        {"items": {"type": "number"}}
        """
      And the file "texts.json":
        """
        ["", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""]
        """
      When Olaf runs "tenstone validate numbers.schema.json texts.json"
      Then it lists 32 faults of 34 and ends with code 1

  Rule: Lines are documents of their own

    Background:
      Given the file "people.ndjson":
        """
        {"name": "Mia", "age": 7}
        {"name": "Nora", "age": -1}

        {"age": "7"}
        {"name": "Olaf"
        """

    Scenario: A file of lines
      When Olaf runs "tenstone validate person.schema.json people.ndjson"
      Then it ends with code 1 and prints:
        """
        people.ndjson:2:25: /age: must be at least 0 (range)
        people.ndjson:4:9: /age: must be integer (type)
        people.ndjson:4:1: /name: is missing (required)
        people.ndjson:5:16: expected ',' or '}' (invalid_json)
        people.ndjson: 4 lines: 1 valid, 2 invalid, 1 unreadable (invalid_json 1, range 1, required 1, type 1)
        """

    Scenario: As Windows writes it
      Given "people.ndjson" begins with a byte order mark and ends its lines as Windows does
      When Olaf runs "tenstone validate person.schema.json people.ndjson"
      Then it ends with code 1 and prints:
        """
        people.ndjson:2:25: /age: must be at least 0 (range)
        people.ndjson:4:9: /age: must be integer (type)
        people.ndjson:4:1: /name: is missing (required)
        people.ndjson:5:16: expected ',' or '}' (invalid_json)
        people.ndjson: 4 lines: 1 valid, 2 invalid, 1 unreadable (invalid_json 1, range 1, required 1, type 1)
        """

    Scenario: Lines on stdin
      When Olaf runs "tenstone validate --lines person.schema.json -" with the input:
        """
        {"name": "Mia"}
        {"name": 7}
        """
      Then it ends with code 1 and prints:
        """
        <stdin>:2:10: /name: must be string (type)
        <stdin>: 2 lines: 1 valid, 1 invalid, 0 unreadable (type 1)
        """

    Scenario: For a program
      When Olaf runs "tenstone validate --format json person.schema.json people.ndjson"
      Then it ends with code 1 and prints the JSON:
        """
        {"file": "people.ndjson", "rows": 4, "valid": 1, "invalid": 2, "unreadable": 1, "by_code": {"invalid_json": 1, "range": 1, "required": 1, "type": 1}, "faults": [{"row": 2, "column": 25, "pointer": "/age", "code": "range", "message": "must be at least 0", "params": {"minimum": 0}}, {"row": 4, "column": 9, "pointer": "/age", "code": "type", "message": "must be integer", "params": {"type": "integer"}}, {"row": 4, "column": 1, "pointer": "/name", "code": "required", "message": "is missing", "params": {"missing": "name"}}, {"row": 5, "column": 16, "pointer": "", "code": "invalid_json", "message": "expected ',' or '}'", "params": {}}], "truncated": false}
        """

    Scenario: A file larger than the memory that it takes
      Given the file "many.ndjson" has 50 MB of the line:
        """
        {"name": "Mia", "age": 7}
        """
      When Olaf runs "tenstone validate person.schema.json many.ndjson" and may use 32 MB of memory
      Then it ends with code 0 and prints:
        """
        many.ndjson: 1923100 lines: 1923100 valid, 0 invalid, 0 unreadable
        """

    Scenario: How far it is
      When Olaf watches "tenstone validate person.schema.json many.ndjson" in a terminal while lines keep coming
      Then he sees how much is done, and nothing of that is left at the end

  Rule: Other programs can use it

    Scenario: A document on stdin
      When Olaf runs "tenstone validate person.schema.json -" with the input:
        """
        {"name": "Mia",
         "age": "7"}
        """
      Then it ends with code 1 and prints:
        """
        <stdin>:2:9: /age: must be integer (type)
        """

    Scenario: A schema on stdin
      Given the file "mia.json":
        """
        {"name": "Mia"}
        """
      When Olaf runs "tenstone validate - mia.json" with the input:
        """
        {"maxProperties": 0}
        """
      Then it ends with code 1 and prints:
        """
        mia.json:1:1: must have at most 0 properties (properties)
        """

    Scenario: JSON, an object for each file
      Given the file "mia.json":
        """
        {"name": "Mia"}
        """
      And the file "nora.json":
        """
        {"name": "Nora",
         "age": -1}
        """
      When Olaf runs "tenstone validate --format json person.schema.json mia.json nora.json"
      Then it ends with code 1 and prints the JSON:
        """
        {"file": "mia.json", "valid": true, "count": 0, "truncated": false, "errors": []}
        {"file": "nora.json", "valid": false, "count": 1, "truncated": false, "errors": [{"in": "data", "pointer": "/age", "code": "range", "message": "must be at least 0", "params": {"minimum": 0}, "line": 2, "column": 9, "keyword": "/properties/age/minimum"}]}
        """

  Rule: A schema refers to what it is given

    Background:
      Given the file "order.schema.json":
        """
        {"properties": {
          "to": {"$ref": "person.schema.json"}}}
        """
      And the file "order.json":
        """
        {"to": {"name": 7}}
        """

    Scenario: With the other schema
      When Olaf runs "tenstone validate --ref person.schema.json order.schema.json order.json"
      Then it ends with code 1 and prints:
        """
        order.json:1:17: /to/name: must be string (type)
        """

    Scenario: Without it
      When Olaf runs "tenstone validate order.schema.json order.json"
      Then it is refused in one line that says "order.schema.json:2:18: /properties/to/$ref: refers to"
      And it is refused in one line that says "load it with --ref FILE (json_schema_invalid)"

  Rule: What cannot be done is said with the fix

    Scenario Outline: <what>
      Given the file "odd.schema.json":
        """
        {"type": "object",
         <keyword>}
        """
      And the file "mia.json":
        """
        {"name": "Mia"}
        """
      When Olaf runs "tenstone validate odd.schema.json mia.json"
      Then it is refused in one line that says "tenstone: odd.schema.json:2:<column>: <fault>"

      Examples:
        | what                        | keyword                  | column | fault                                                                                                              |
        | A value that cannot be      | "minProperties": "many"  | 19     | /minProperties: must be a whole number from 0 (json_schema_invalid)                                                |
        | A keyword that is not known | "minProps": 1            | 14     | /minProps: is no keyword of JSON Schema 2020-12: remove it, or begin its name with x- (json_schema_invalid)        |
        | A schema that is no JSON    | "minProperties": }       | 19     | expected a value (invalid_json)                                                                                    |

    Scenario: A keyword that is not known is a note by the standard
      Given the file "odd.schema.json":
        """
        {"minProps": 1}
        """
      And the file "mia.json":
        """
        {}
        """
      When Olaf runs "tenstone validate --standard odd.schema.json mia.json"
      Then it ends with code 0 and prints:
        """
        mia.json: valid
        """

    Scenario: A file that is not there keeps the others from nothing
      Given the file "mia.json":
        """
        {"name": "Mia"}
        """
      When Olaf runs "tenstone validate person.schema.json nobody.json mia.json"
      Then it ends with code 2, prints "mia.json: valid" and says "cannot read nobody.json: No such file or directory"

    Scenario Outline: <command>
      When Olaf runs "<command>"
      Then it is refused in one line that says "<fix>"

      Examples:
        | command                                                   | fix                        |
        | tenstone validate                                         | schema                     |
        | tenstone validate person.schema.json                      | data                       |
        | tenstone validate nobody.schema.json mia.json             | cannot read nobody.schema  |
        | tenstone validate person.schema.json .                    | Is a directory             |
        | tenstone validate - -                                     | stdin can be read once     |
        | tenstone validate --format xml person.schema.json x.json  | json                       |
