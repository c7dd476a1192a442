Feature: Every verb, used wrongly
  Whoever mistypes a command is told so in one line, before anything is opened, started or changed.

  Rule: Every verb stands in this list, and no wrong argument of it is taken

    @fresh
    Scenario: Each verb with each wrong argument
      When Olaf asks for every verb
      Then each verb stands in this list, and refuses each wrong argument in one line before it asks any server:
        | up                                                                                                                                                                             |
        | down                                                                                                                                                                           |
        | reset [--yes]                                                                                                                                                                  |
        | api                                                                                                                                                                            |
        | worker                                                                                                                                                                         |
        | migrate [--status]                                                                                                                                                             |
        | health                                                                                                                                                                         |
        | doctor                                                                                                                                                                         |
        | routes                                                                                                                                                                         |
        | config [--markdown]                                                                                                                                                            |
        | errors                                                                                                                                                                         |
        | user add EMAIL [--organisation NAME]                                                                                                                                           |
        | user token EMAIL [--scope SCOPE…] [--expires-in DURATION\|never]                                                                                                               |
        | user tokens EMAIL                                                                                                                                                              |
        | user revoke-token TOKEN-ID                                                                                                                                                     |
        | user disable EMAIL                                                                                                                                                             |
        | user enable EMAIL                                                                                                                                                              |
        | user reset-password EMAIL                                                                                                                                                      |
        | user sessions EMAIL [--end]                                                                                                                                                    |
        | action list                                                                                                                                                                    |
        | action set FILE                                                                                                                                                                |
        | action show NAME                                                                                                                                                               |
        | action remove NAME                                                                                                                                                             |
        | action run NAME [--json] [--input JSON] [--delay DURATION] --as EMAIL                                                                                                          |
        | job list [--json] [--state STATE] [--limit INT] --as EMAIL                                                                                                                     |
        | job show ID [--json]                                                                                                                                                           |
        | job cancel ID                                                                                                                                                                  |
        | job retry ID                                                                                                                                                                   |
        | job queues                                                                                                                                                                     |
        | job pause QUEUE                                                                                                                                                                |
        | job resume QUEUE                                                                                                                                                               |
        | job limit QUEUE N\|none                                                                                                                                                        |
        | job dead [--as EMAIL] [--all] [--action ACTION] [--kind KIND] [--queue QUEUE] [--error CODE] [--from TIME] [--until TIME] [--limit INT]                                        |
        | job redrive [--as EMAIL] [--all] [--action ACTION] [--kind KIND] [--queue QUEUE] [--error CODE] [--from TIME] [--until TIME]                                                   |
        | schedule add ACTION --as EMAIL --cron CRON [--zone ZONE] [--gap POLICY] [--overlap POLICY] [--name NAME] [--input JSON] [--catch-up POLICY] [--max NUMBER] [--window DURATION] |
        | schedule list --as EMAIL                                                                                                                                                       |
        | schedule preview --cron CRON [--zone ZONE] [--gap POLICY] [--overlap POLICY] [--count INT]                                                                                     |
        | schedule pause NAME --as EMAIL                                                                                                                                                 |
        | schedule resume NAME --as EMAIL                                                                                                                                                |
        | schedule run NAME --as EMAIL                                                                                                                                                   |
        | schedule remove NAME --as EMAIL                                                                                                                                                |
        | flag list                                                                                                                                                                      |
        | flag show KEY [--json]                                                                                                                                                         |
        | flag set KEY [VALUE] [--file FILE] [--reason TEXT] [--confirm-rebucket]                                                                                                        |
        | flag remove KEY [--reason TEXT]                                                                                                                                                |
        | flag history KEY [--limit INT]                                                                                                                                                 |
        | flag rollback KEY REVISION [--reason TEXT]                                                                                                                                     |
        | flag explain KEY [--user USER] [--context JSON]                                                                                                                                |
        | flag kill [KEY] [--reason TEXT]                                                                                                                                                |
        | flag revive [KEY] [--reason TEXT]                                                                                                                                              |
        | flag key add NAME [--server]                                                                                                                                                   |
        | flag key list                                                                                                                                                                  |
        | flag key revoke ID                                                                                                                                                             |
        | limit list                                                                                                                                                                     |
        | limit show ACTION --as EMAIL                                                                                                                                                   |
        | limit reset ACTION --as EMAIL                                                                                                                                                  |
        | cache stats                                                                                                                                                                    |
        | cache ls NAMESPACE [--prefix TEXT]                                                                                                                                             |
        | cache purge NAMESPACE [--prefix TEXT] [--tag TAG…] [--all]                                                                                                                     |
        | cache verify                                                                                                                                                                   |
        | webhook source add NAME --as EMAIL [--scheme SCHEME] [--action ACTION] [--secret FILE]                                                                                         |
        | webhook source list --as EMAIL                                                                                                                                                 |
        | webhook source rotate NAME --as EMAIL [--secret FILE]                                                                                                                          |
        | webhook source remove NAME --as EMAIL                                                                                                                                          |
        | webhook endpoint add URL [--type TYPE…] --as EMAIL                                                                                                                             |
        | webhook endpoint list --as EMAIL                                                                                                                                               |
        | webhook endpoint enable ID --as EMAIL                                                                                                                                          |
        | webhook endpoint remove ID --as EMAIL                                                                                                                                          |
        | webhook endpoint rotate ID --as EMAIL                                                                                                                                          |
        | webhook endpoint test ID --as EMAIL                                                                                                                                            |
        | webhook inbox [--source NAME] [--failed] [--limit INT] --as EMAIL                                                                                                              |
        | webhook deliveries [--failed] [--limit INT] --as EMAIL                                                                                                                         |
        | webhook redrive --as EMAIL                                                                                                                                                     |
        | webhook replay ID --as EMAIL                                                                                                                                                   |
        | webhook retry ID --as EMAIL                                                                                                                                                    |
        | webhook secret                                                                                                                                                                 |
        | webhook verify [--scheme SCHEME] --secret FILE --headers FILE --body FILE [--now SECONDS]                                                                                      |
        | audit verify [--org ID]                                                                                                                                                        |
        | log ls [--json]                                                                                                                                                                |
        | log cat LOG [--json] [--query QUERY] [--limit NUMBER] [--oldest]                                                                                                               |
        | log grep QUERY LOG… [--json]                                                                                                                                                   |
        | log tail LOG [--json] [--query QUERY] [--lines NUMBER] [--follow]                                                                                                              |
        | log hist LOG [--json] [--query QUERY] [--buckets NUMBER]                                                                                                                       |
        | backup init [--folder FOLDER] [--key-file FILE] [--json]                                                                                                                       |
        | backup take [DATABASE] [--folder FOLDER] [--key-file FILE] [--json]                                                                                                            |
        | backup restore VERSION [--folder FOLDER] [--key-file FILE] [--json] [--swap] [--into NAME] [--i-know]                                                                          |
        | backup drill [VERSION] [--folder FOLDER] [--key-file FILE] [--json] [--database NAME]                                                                                          |
        | backup verify [--folder FOLDER] [--key-file FILE] [--json] [--part I/N]                                                                                                        |
        | backup prune [--folder FOLDER] [--key-file FILE] [--json]                                                                                                                      |
        | backup list [--folder FOLDER] [--key-file FILE] [--json] [--database NAME]                                                                                                     |
        | backup show VERSION [--folder FOLDER] [--key-file FILE] [--json]                                                                                                               |
        | backup swap DATABASE RESTORED [--folder FOLDER] [--key-file FILE] [--json]                                                                                                     |
        | backup swap-back DATABASE OLD [--folder FOLDER] [--key-file FILE] [--json]                                                                                                     |
        | backup pin VERSION [--folder FOLDER] [--key-file FILE] [--json]                                                                                                                |
        | backup unpin VERSION [--folder FOLDER] [--key-file FILE] [--json]                                                                                                              |
        | backup forget [VERSION] [--folder FOLDER] [--key-file FILE] [--json] [--plan] [--apply] [--database NAME]                                                                      |
        | validate SCHEMA DATA… [--ref FILE…] [--lines] [--format FORMAT] [--standard]                                                                                                   |
        | services [--stop FOLDER] [--state FOLDER]                                                                                                                                      |
        | new NAME [--bare] [--structured] [--platform] [--at FOLDER]                                                                                                                    |
