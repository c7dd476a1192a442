#include "tenstone/flags/snapshot.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "snapshot_file.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::flags {
namespace {

Uuid id_of(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = number;
  return id;
}

Snapshot some() {
  auto program = Program::compile(
      *parse_definitions(R"({"flags":[{"key":"yes","type":"boolean","variants":{"on":true},"default":"on"},)"
                         R"({"key":"none","type":"boolean","variants":{"on":true}},)"
                         R"({"key":"text","type":"string","variants":{"a":"some"},"default":"a"},)"
                         R"({"key":"many","type":"number","variants":{"a":4.5},"default":"a"},)"
                         R"({"key":"all","type":"object","variants":{"a":{"b":1}},"default":"a"}]})"));
  return Snapshot(
      {id_of(1), 7, id_of(2)}, Source::PostgreSql, std::move(*program),
      {{id_of(3), KeyKind::Server, sha256("server key")}, {id_of(4), KeyKind::Client, sha256("client key")}});
}

TEST(Snapshot, GivesTheValuesOfFlagsOrTheFallback) {
  const Snapshot snapshot = some();
  const Context mia("mia");
  EXPECT_TRUE(snapshot.boolean("yes", mia, false));
  EXPECT_EQ(snapshot.string("text", mia, "x"), "some");
  EXPECT_EQ(snapshot.number("many", mia, 1), 4.5);
  EXPECT_EQ(snapshot.object("all", mia, "{}"), R"({"b":1})");
  for (const char* key : {"none", "text", "nobody-made-this"}) {
    EXPECT_TRUE(snapshot.boolean(key, mia, true));
    EXPECT_FALSE(snapshot.boolean(key, mia, false));
  }
  EXPECT_EQ(snapshot.string("yes", mia, "x"), "x");
  EXPECT_EQ(snapshot.number("yes", mia, 1), 1);
  EXPECT_EQ(snapshot.object("yes", mia, "{}"), "{}");
}

TEST(Snapshot, KnowsTheKeysByTheirTexts) {
  const Snapshot snapshot = some();
  EXPECT_EQ(snapshot.key("server key"), KeyKind::Server);
  EXPECT_EQ(snapshot.key("client key"), KeyKind::Client);
  EXPECT_EQ(snapshot.key(""), std::nullopt);
  EXPECT_EQ(snapshot.key(sha256("server key")), std::nullopt);
  EXPECT_EQ(Snapshot::none().key(""), std::nullopt);
}

TEST(Snapshot, IsReadAsItWasWritten) {
  const Snapshot snapshot = some();
  const auto again = read_snapshot(to_text(snapshot), Source::Redis);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->identity(), snapshot.identity());
  EXPECT_EQ(again->source(), Source::Redis);
  EXPECT_EQ(again->program().definitions(), snapshot.program().definitions());
  EXPECT_EQ(again->key("server key"), KeyKind::Server);
  EXPECT_EQ(to_text(*again), to_text(snapshot));
}

TEST(Snapshot, IsRefusedWhenAnythingIsWrongWithIt) {
  const std::string good = to_text(some());
  const std::pair<std::string, std::string> faults[] = {
      {R"("format":1)", R"("format":2)"},        {R"("version":7)", R"("version":-1)"},
      {R"("kind":"client")", R"("kind":"any")"}, {R"("default":"on")", R"("default":"off")"},
      {R"("hash":")", R"("hash":"zz)"},          {R"("keys")", R"("kees")"}};
  for (const auto& [part, with] : faults) {
    std::string bad = good;
    bad.replace(bad.find(part), part.size(), with);
    EXPECT_FALSE(read_snapshot(bad, Source::File)) << with;
  }
  EXPECT_FALSE(read_snapshot("", Source::File));
  EXPECT_FALSE(read_snapshot("{}", Source::File));
}

TEST(SnapshotFile, IsReadWholeOrNotAtAll) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("flags-file-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "flags.json";
  EXPECT_FALSE(read_file(file));
  ASSERT_TRUE(write_file(file, to_text(some())));
  EXPECT_EQ(read_file(file)->value().version(), 7);
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600)) << "segments name people";
  {
    std::fstream flip(file, std::ios::in | std::ios::out | std::ios::binary);
    flip.seekp(-20, std::ios::end);
    flip.put('8');
  }
  EXPECT_FALSE(read_file(file)->has_value());
  std::filesystem::resize_file(file, 20);
  EXPECT_FALSE(read_file(file)->has_value());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tenstone::flags
