#include <algorithm>
#include <future>
#include <numeric>

#include "compiled_versions.hpp"
#include "schemas_fixture.hpp"

namespace tenstone::schemas {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

class RegistryTest : public SchemasTest {
 protected:
  // All at once, on both loops.
  std::vector<AddedVersion> add_together(const std::vector<std::string>& documents) {
    std::vector<std::future<AddedVersion>> adding;
    adding.reserve(documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i)
      adding.push_back(std::async(std::launch::async, [this, i, document = documents[i]] {
        return testing::await(loops_[i % 2], registry_.add(kMia, "order", document)).value();
      }));
    std::vector<AddedVersion> added;
    added.reserve(adding.size());
    for (auto& each : adding) added.push_back(each.get());
    return added;
  }
};

TEST_F(RegistryTest, AnotherDocumentIsTheNextVersionAndTheSameOneIsNone) {
  const AddedVersion first = add("order", R"({"type":"object"})");
  EXPECT_TRUE(first.is_new);
  EXPECT_EQ(first.version.version, 1);
  const AddedVersion again = add("order", R"({"type":"object"})");
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.version.version, 1);
  EXPECT_EQ(again.version.created_at, first.version.created_at);
  EXPECT_EQ(add("order", R"({"type": "object"})").version.version, 2);  // byte for byte, not by meaning
  EXPECT_EQ(add("order", R"({"type":"object"})").version.version, 3);   // the newest is what it is compared with
  EXPECT_EQ(add("order", "true", kOther).version.version, 1);
  EXPECT_EQ(
      sql("select count(*), count(distinct subject), min(actor) from audit_log where action = 'schema.registered'"),
      "4|3|user:mia");
}

TEST_F(RegistryTest, TwentyWritersAtOnceGetTwentyNumbers) {
  std::vector<std::string> documents;
  for (int i = 0; i < 20; ++i) documents.push_back("{\"minimum\":" + std::to_string(i) + "}");
  std::vector<int> numbers, expected(20);
  for (const AddedVersion& added : add_together(documents)) numbers.push_back(added.version.version);
  std::ranges::sort(numbers);
  std::iota(expected.begin(), expected.end(), 1);
  EXPECT_THAT(numbers, ElementsAreArray(expected));
  EXPECT_EQ(sql("select count(*), max(version) from schema_versions"), "20|20");
  EXPECT_EQ(sql("select version from schemas"), "20");
}

TEST_F(RegistryTest, TwentyWritersOfOneDocumentMakeOneVersion) {
  const auto added = add_together(std::vector<std::string>(20, "true"));
  EXPECT_EQ(std::ranges::count_if(added, &AddedVersion::is_new), 1);
  EXPECT_EQ(sql("select count(*), max(version) from schema_versions"), "1|1");
}

TEST_F(RegistryTest, ADocumentIsKeptByteForByteAndIsOfItsOrganisation) {
  const std::string text = "{\r\n\t\"title\" : \"Größe \\u00e4\", \"minimum\": 1.50e0}\n";
  add("size", text);
  EXPECT_EQ(run(registry_.document(kMia.org, "size", {})).value().text, text);
  EXPECT_EQ(run(registry_.document(kMia.org, "size", 1)).value().text, text);
  EXPECT_TRUE(run(registry_.document(kMia.org, "size", 2)).error().is(kSchemaVersionNotFound));
  EXPECT_TRUE(run(registry_.document(kOther.org, "size", 1)).error().is(kSchemaNotFound));
  EXPECT_TRUE(run(registry_.compiled(kOther.org, "size", {})).error().is(kSchemaNotFound));
  EXPECT_TRUE(run(registry_.find(kOther.org, "size")).error().is(kSchemaNotFound));
  EXPECT_TRUE(run(registry_.list(kOther.org, "", 10)).empty());
}

TEST_F(RegistryTest, ACompiledVersionIsSharedAndLatestFollowsTheNewest) {
  add("order", R"({"type":"object"})");
  const auto first = run(registry_.compiled(kMia.org, "order", {})).value();
  EXPECT_EQ(run(registry_.compiled(kMia.org, "order", 1)).value(), first);
  add("order", R"({"type":"string"})");
  EXPECT_EQ(run(registry_.compiled(kMia.org, "order", {})).value()->name.version, 2);
  EXPECT_EQ(run(registry_.compiled(kMia.org, "order", 1)).value(), first);
  EXPECT_TRUE(run(registry_.validate(kMia.org, "order", {}, "\"x\"")).value().valid);
  EXPECT_FALSE(run(registry_.validate(kMia.org, "order", 1, "\"x\"")).value().valid);
}

TEST_F(RegistryTest, AReferenceIsPinnedToAVersion) {
  add("street", R"({"type":"string","minLength":3})");
  add("address", R"({"properties":{"street":{"$ref":"schema:street/1"}}})");
  add("order",
      R"({"properties":{"to":{"$ref":"schema:address/1"},"code":{"$ref":"schema:address/1#/properties/street"}}})");
  const auto valid = [&](const std::string& data) {
    return run(registry_.validate(kMia.org, "order", {}, data)).value().valid;
  };
  EXPECT_TRUE(valid(R"({"to":{"street":"Elm"},"code":"abc"})"));
  EXPECT_FALSE(valid(R"({"to":{"street":"El"}})"));
  EXPECT_FALSE(valid(R"({"code":"ab"})"));
  add("street", "true");
  EXPECT_FALSE(valid(R"({"to":{"street":"El"}})"));
}

TEST_F(RegistryTest, AnUnknownReferenceIsRefusedByName) {
  add("street", "true", kOther);
  EXPECT_THAT(refusal("order", R"({"$ref":"schema:street/1"})", "/0/message"), HasSubstr("schema:street/1"));
  EXPECT_EQ(refusal("order", R"({"items":{"$ref":"schema:none/1"}})", "/0/pointer"), R"("/items/$ref")");
  add("street", "true");
  EXPECT_THAT(refusal("order", R"({"$ref":"schema:street/2"})", "/0/message"), HasSubstr("schema:street/2"));
  EXPECT_EQ(sql("select count(*) from schema_versions where name = 'order'"), "0");
}

TEST_F(RegistryTest, MoreThanAHundredReferencesAreRefused) {
  std::string all = "{\"allOf\":[true";
  for (int i = 0; i <= 100; ++i) all += ",{\"$ref\":\"schema:s" + std::to_string(i) + "/1\"}";
  EXPECT_THAT(refusal("order", all + "]}", "/0/message"), HasSubstr("more than 100"));
}

TEST_F(RegistryTest, AFullPoolIsBusy) {
  runtime::BlockingPool full(1, 0);
  Registry registry(database_, ids_, full);
  const auto refused = run(registry.add(kMia, "order", "true"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "busy");
}

TEST(CompiledVersions, KeepsThoseThatWereUsedLastWithinItsLimits) {
  CompiledVersions kept(3, 100);
  const auto key = [](int number) { return CompiledVersions::Key{{}, "order", number}; };
  const auto version = [](int number) {
    return std::make_shared<const CompiledVersion>(SchemaName{"order", number},
                                                   json_schema::Schema::compile("true").value());
  };
  for (int i = 1; i <= 3; ++i) kept.keep(key(i), version(i), 10);
  EXPECT_NE(kept.find(key(1)), nullptr);
  kept.keep(key(4), version(4), 10);
  EXPECT_EQ(kept.find(key(2)), nullptr);  // by number
  EXPECT_NE(kept.find(key(1)), nullptr);
  kept.keep(key(5), version(5), 85);  // 1, which was used last, and 5 have 95
  EXPECT_EQ(kept.find(key(3)), nullptr);
  EXPECT_EQ(kept.find(key(4)), nullptr);
  EXPECT_NE(kept.find(key(1)), nullptr);
  EXPECT_NE(kept.find(key(5)), nullptr);
  kept.keep(key(6), version(6), 500);  // alone it stays
  EXPECT_EQ(kept.find(key(5)), nullptr);
  EXPECT_NE(kept.find(key(6)), nullptr);
}

}  // namespace
}  // namespace tenstone::schemas
