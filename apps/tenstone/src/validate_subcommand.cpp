// validate: what it takes.
#include <CLI/CLI.hpp>

#include "own_name.hpp"
#include "subcommands.hpp"

namespace tenstone::cli {
namespace {

constexpr auto kValidateFooter = R"(
The schema is JSON Schema 2020-12. Its formats are checked, and keywords and formats that 2020-12 does not have are
refused; --standard has both as notes. Nothing is fetched: a `$ref` leads into the schema itself or into a --ref, by its
`$id` or by the place of its file.

A file is a JSON document, or NDJSON where it is named .ndjson or .jsonl or --lines is given: one document a line, in
any number of lines. A fault is told as FILE:LINE:COLUMN: POINTER: MESSAGE (CODE), at most 32 of a document or line and
1000 of an NDJSON file; all are counted.

Exit codes: 0 all is valid · 1 something is not · 2 asked wrongly, the schema is not valid, or a file cannot be read.

  tenstone validate user.schema.json mia.json nora.json
  tenstone validate order.schema.json --ref address.schema.json orders.ndjson
  curl -s https://example.com/users/7 | tenstone validate user.schema.json - --format json)";

}  // namespace

void add_validate(CLI::App& app, Run& run) {
  static ValidateWords words;
  static std::string format = "text";
  CLI::App* sub = app.add_subcommand("validate", "Hold JSON or NDJSON files to a JSON Schema; needs no server");
  sub->add_option("schema", words.schema, "The schema; - is stdin")->required()->type_name("SCHEMA");
  sub->add_option("data", words.files, "What is held to it; - is stdin")->required()->type_name("DATA");
  sub->add_option("--ref", words.refs, "A further document that the schema may refer to; may be given again")
      ->allow_extra_args(false)
      ->type_name("FILE");
  sub->add_flag("--lines", words.lines, "The files are NDJSON, whatever they are called");
  sub->add_option("--format", format, "text, or json: an object for each file, one a line. Default: text")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  sub->add_flag("--standard", words.standard, "Formats, and keywords that are not known, are notes");
  sub->footer(in_own_name(kValidateFooter));
  sub->callback([&run] {
    words.json = format == "json";
    run = [] { return validate(words); };
  });
}

}  // namespace tenstone::cli
